//! What a call costs. The one place that knows models' names and prices.

/// Tokens of one call, as the API counts them: the three kinds of input do not overlap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Input that was neither written to nor read from the cache.
    pub input_tokens: u64,
    pub cache_write_tokens: u64,
    pub cache_read_tokens: u64,
    /// Thinking included.
    pub output_tokens: u64,
}

/// A model's prices, in micro-dollars per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Price {
    model: &'static str,
    input: u64,
    output: u64,
    /// From more than so many prompt tokens on, everything costs `long_factor` times as much.
    long_prompt: u64,
    long_factor: u64,
}

/// Source: <https://platform.claude.com/docs/en/about-claude/models/overview> and the models'
/// own pages, read 2026-11-22. The dearest comes first.
const PRICES: [Price; 4] = [
    Price { model: "claude-fable-5-1", input: 10_000_000, output: 50_000_000, long_prompt: u64::MAX, long_factor: 1 },
    Price { model: "claude-opus-5-5", input: 4_000_000, output: 20_000_000, long_prompt: u64::MAX, long_factor: 1 },
    Price { model: "claude-sonnet-5-5", input: 2_000_000, output: 10_000_000, long_prompt: u64::MAX, long_factor: 1 },
    Price { model: "claude-haiku-5-5", input: 100_000, output: 500_000, long_prompt: 100_000, long_factor: 5 },
];

/// The cost of `usage` on `model`, in micro-dollars, rounded up.
///
/// Writing the five-minute cache costs 1.25 times the input price, reading it a tenth. A
/// model without a price here counts as the dearest one: a budget must not be overrun for
/// want of a line in a table.
#[must_use]
pub fn cost_micro_usd(model: &str, usage: &Usage) -> u64 {
    let price = PRICES.iter().find(|price| price.model == model).unwrap_or(&PRICES[0]);
    let prompt = usage.input_tokens + usage.cache_write_tokens + usage.cache_read_tokens;
    let factor = if price.long_prompt < prompt { price.long_factor } else { 1 };

    let per_million = usage.input_tokens * price.input
        + usage.cache_write_tokens * (price.input * 5 / 4)
        + usage.cache_read_tokens * (price.input / 10)
        + usage.output_tokens * price.output;
    (per_million * factor).div_ceil(1_000_000)
}

/// Whether `model` takes `output_config.effort`. Older ones answer 400 to it.
pub(super) fn takes_effort(model: &str) -> bool {
    PRICES.iter().any(|price| price.model == model)
}

/// A bound from above for the tokens of `bytes` of prompt or answer, for want of the count
/// that only the API can give. English has about four bytes to a token; JSON and other
/// languages have fewer, hardly any have less than two.
#[must_use]
pub fn tokens_at_most(bytes: usize) -> u64 {
    (bytes as u64).div_ceil(2)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn usage(input: u64, write: u64, read: u64, output: u64) -> Usage {
        Usage { input_tokens: input, cache_write_tokens: write, cache_read_tokens: read, output_tokens: output }
    }

    #[rstest]
    #[case::input("claude-sonnet-5-5", usage(1_000_000, 0, 0, 0), 2_000_000)]
    #[case::output("claude-sonnet-5-5", usage(0, 0, 0, 1_000_000), 10_000_000)]
    #[case::cache_write("claude-sonnet-5-5", usage(0, 1_000_000, 0, 0), 2_500_000)]
    #[case::cache_read("claude-sonnet-5-5", usage(0, 0, 1_000_000, 0), 200_000)]
    #[case::a_widgets_worth("claude-haiku-5-5", usage(300, 0, 4_000, 400), 270)]
    #[case::rounded_up_once("claude-haiku-5-5", usage(1, 0, 1, 1), 1)]
    #[case::short_of_a_long_prompt("claude-haiku-5-5", usage(60_000, 0, 40_000, 0), 6_400)]
    #[case::a_long_prompt("claude-haiku-5-5", usage(60_001, 0, 40_000, 0), 32_001)]
    #[case::unknown_counts_as_dearest("claude-next", usage(1_000_000, 0, 0, 0), 10_000_000)]
    #[case::nothing("claude-opus-5-5", usage(0, 0, 0, 0), 0)]
    fn cost_is_exact_to_the_micro_dollar(#[case] model: &str, #[case] usage: Usage, #[case] expected: u64) {
        assert_eq!(cost_micro_usd(model, &usage), expected);
    }

    #[test]
    fn the_first_price_is_the_dearest() {
        assert!(PRICES.iter().all(|price| price.input <= PRICES[0].input && price.output <= PRICES[0].output));
    }
}
