//! Fields: a label, a hint, what is wrong with it, and the control; what was typed comes back.

mod choice;
mod frame;
mod moment;
mod select;
mod text;
mod tick;

pub use choice::ChoiceField;
pub use frame::{Control, FieldFrame};
pub use moment::{DateField, MomentField, WallField, ZoneField};
pub use select::SelectField;
pub use text::{AreaField, SecretField, TextField};
pub use tick::TickField;
