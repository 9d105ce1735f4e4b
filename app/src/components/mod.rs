//! Shared parts of pages: props in, view out. None of them loads anything.

mod age;
mod button;
mod choice;
mod dialog;
mod field;
mod icon;
mod marks;
mod menu;
mod notice;
mod toast;

pub use age::Age;
pub use button::{Button, ButtonKind, ButtonSize, IconButton, LinkButton};
pub use choice::{Chip, Segment, Segmented};
pub use dialog::Dialog;
pub use field::{Field, FormRefusal, TextInput};
pub use icon::{Glyph, Icon, IconSize, IconTone};
pub use marks::{Avatar, Badge, BadgeTone, Brand, Dot, DotKind, Key};
pub use menu::{Menu, MenuGap, MenuItem, MenuLink};
pub use notice::{Notice, RowsSkeleton, Strip, StripTone};
pub use toast::{Toast, ToastAction, ToastHost, ToastTone, Toasts, use_toasts};
