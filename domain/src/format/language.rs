//! What a language decides about numbers and dates.
//!
//! Source: Unicode CLDR, the parts that seven languages need here. Spaces inside a number
//! or before a unit do not break.

/// A language, with its region where the region writes differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// BCP 47.
    pub tag: &'static str,
    pub decimal: char,
    pub group: &'static str,
    /// Numbers of fewer whole digits than this stand without separators.
    pub grouped_from: usize,
    pub money: MoneyOrder,
    /// Between a number and `%`.
    pub percent_gap: &'static str,
    pub months: [&'static str; 12],
    pub months_short: [&'static str; 12],
    /// From Monday.
    pub days: [&'static str; 7],
    pub days_short: [&'static str; 7],
    /// Thousand, million, billion (10⁹).
    pub compact: [&'static str; 3],
    pub units: Units,
    pub yes: &'static str,
    pub no: &'static str,
    pub date_pattern: &'static str,
    /// The whole of a date, for a title.
    pub full_pattern: &'static str,
}

/// Where a currency's sign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyOrder {
    /// `€1`, and `SEK 1`.
    Before,
    /// `€ 1`
    BeforeWithGap,
    /// `1 €`
    After,
}

/// Short names of lengths of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Units {
    pub year: &'static str,
    pub month: &'static str,
    pub day: &'static str,
    pub hour: &'static str,
    pub minute: &'static str,
    pub second: &'static str,
    /// What stands before a time to come: "in".
    pub ahead: &'static str,
    pub now: &'static str,
}

const EN: Language = Language {
    tag: "en",
    decimal: '.',
    group: ",",
    grouped_from: 4,
    money: MoneyOrder::Before,
    percent_gap: "",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    months_short: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    days_short: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    compact: ["K", "M", "B"],
    units: Units { year: "y", month: "mo", day: "d", hour: "h", minute: "min", second: "s", ahead: "in", now: "now" },
    yes: "Yes",
    no: "No",
    date_pattern: "MMM d, y",
    full_pattern: "EEEE, MMMM d, y, h:mm a",
};

const EN_GB: Language = Language { tag: "en-GB", date_pattern: "d MMM y", full_pattern: "EEEE, d MMMM y, HH:mm", ..EN };

const DE: Language = Language {
    tag: "de",
    decimal: ',',
    group: ".",
    grouped_from: 4,
    money: MoneyOrder::After,
    percent_gap: "\u{a0}",
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    months_short: ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."],
    days: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    days_short: ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
    compact: ["\u{a0}Tsd.", "\u{a0}Mio.", "\u{a0}Mrd."],
    units: Units {
        year: "J",
        month: "Mon.",
        day: "T",
        hour: "Std.",
        minute: "Min.",
        second: "s",
        ahead: "in",
        now: "jetzt",
    },
    yes: "Ja",
    no: "Nein",
    date_pattern: "dd.MM.y",
    full_pattern: "EEEE, d. MMMM y, HH:mm",
};

const DE_AT: Language = Language { tag: "de-AT", group: "\u{a0}", money: MoneyOrder::BeforeWithGap, ..DE };

const DE_CH: Language =
    Language { tag: "de-CH", decimal: '.', group: "’", money: MoneyOrder::BeforeWithGap, percent_gap: "", ..DE };

const FR: Language = Language {
    tag: "fr",
    decimal: ',',
    group: "\u{202f}",
    grouped_from: 4,
    money: MoneyOrder::After,
    percent_gap: "\u{202f}",
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    months_short: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    days: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    days_short: ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
    compact: ["\u{a0}k", "\u{a0}M", "\u{a0}Md"],
    units: Units {
        year: "an",
        month: "m.",
        day: "j",
        hour: "h",
        minute: "min",
        second: "s",
        ahead: "dans",
        now: "maintenant",
    },
    yes: "Oui",
    no: "Non",
    date_pattern: "d MMM y",
    full_pattern: "EEEE d MMMM y, HH:mm",
};

const FR_CH: Language = Language { tag: "fr-CH", percent_gap: "", date_pattern: "dd.MM.y", ..FR };

const ES: Language = Language {
    tag: "es",
    decimal: ',',
    group: ".",
    // Four digits stand together: 1240, 12.400.
    grouped_from: 5,
    money: MoneyOrder::After,
    percent_gap: "\u{a0}",
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    months_short: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"],
    days: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    days_short: ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
    compact: ["\u{a0}mil", "\u{a0}M", "\u{a0}mil\u{a0}M"],
    units: Units { year: "a", month: "m", day: "d", hour: "h", minute: "min", second: "s", ahead: "en", now: "ahora" },
    yes: "Sí",
    no: "No",
    date_pattern: "d MMM y",
    full_pattern: "EEEE, d 'de' MMMM 'de' y, H:mm",
};

const ES_MX: Language =
    Language { tag: "es-MX", decimal: '.', group: ",", grouped_from: 4, money: MoneyOrder::Before, ..ES };

const IT: Language = Language {
    tag: "it",
    decimal: ',',
    group: ".",
    grouped_from: 4,
    money: MoneyOrder::After,
    percent_gap: "",
    months: [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ],
    months_short: ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"],
    days: ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
    days_short: ["lun", "mar", "mer", "gio", "ven", "sab", "dom"],
    compact: ["\u{a0}mila", "\u{a0}Mln", "\u{a0}Mrd"],
    units: Units { year: "a", month: "m", day: "g", hour: "h", minute: "min", second: "s", ahead: "tra", now: "ora" },
    yes: "Sì",
    no: "No",
    date_pattern: "d MMM y",
    full_pattern: "EEEE d MMMM y, HH:mm",
};

const PT: Language = Language {
    tag: "pt",
    decimal: ',',
    group: ".",
    grouped_from: 4,
    money: MoneyOrder::BeforeWithGap,
    percent_gap: "",
    months: [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
    months_short: ["jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."],
    days: ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"],
    days_short: ["seg.", "ter.", "qua.", "qui.", "sex.", "sáb.", "dom."],
    compact: ["\u{a0}mil", "\u{a0}mi", "\u{a0}bi"],
    units: Units { year: "a", month: "m", day: "d", hour: "h", minute: "min", second: "s", ahead: "em", now: "agora" },
    yes: "Sim",
    no: "Não",
    date_pattern: "d 'de' MMM 'de' y",
    full_pattern: "EEEE, d 'de' MMMM 'de' y, HH:mm",
};

const PT_PT: Language = Language {
    tag: "pt-PT",
    group: "\u{a0}",
    grouped_from: 5,
    money: MoneyOrder::After,
    date_pattern: "dd/MM/y",
    ..PT
};

const NL: Language = Language {
    tag: "nl",
    decimal: ',',
    group: ".",
    grouped_from: 4,
    money: MoneyOrder::BeforeWithGap,
    percent_gap: "",
    months: [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    months_short: ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    days: ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    days_short: ["ma", "di", "wo", "do", "vr", "za", "zo"],
    compact: ["K", "\u{a0}mln.", "\u{a0}mld."],
    units: Units {
        year: "jr",
        month: "mnd",
        day: "d",
        hour: "u",
        minute: "min",
        second: "s",
        ahead: "over",
        now: "nu",
    },
    yes: "Ja",
    no: "Nee",
    date_pattern: "d MMM y",
    full_pattern: "EEEE d MMMM y, HH:mm",
};

static ALL: [Language; 13] = [EN, EN_GB, DE, DE_AT, DE_CH, FR, FR_CH, ES, ES_MX, IT, PT, PT_PT, NL];

impl Language {
    pub const ENGLISH: &'static Self = &EN;

    /// The nearest language there is: the region's, else the language's, else English.
    #[must_use]
    pub fn find(locale: &str) -> &'static Self {
        let mut parts = locale.split(['-', '_']);
        let language = parts.next().unwrap_or_default();
        let region = parts.find(|part| part.len() == 2 || part.len() == 3).unwrap_or_default();
        // What English-speaking countries other than the United States share.
        let region = match (language, region.to_ascii_uppercase().as_str()) {
            ("en", "AU" | "NZ" | "IE" | "IN" | "ZA") => "GB",
            _ => region,
        };
        let exact = format!("{language}-{region}");
        let by_tag = |tag: &str| ALL.iter().find(|known| known.tag.eq_ignore_ascii_case(tag));
        by_tag(&exact).or_else(|| by_tag(language)).unwrap_or(Self::ENGLISH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_language_is_found() {
        let found = |locale| Language::find(locale).tag;
        assert_eq!(found("de-CH"), "de-CH");
        assert_eq!(found("de_at"), "de-AT");
        assert_eq!(found("de-Latn-DE"), "de");
        assert_eq!(found("en-US"), "en");
        assert_eq!(found("en-AU"), "en-GB");
        assert_eq!(found("pt-BR"), "pt");
        assert_eq!(found("tlh"), "en");
        assert_eq!(found(""), "en");
    }
}
