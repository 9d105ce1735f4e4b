//! A folder or a file per page, with the parts that only it uses.

pub mod connections;
mod dashboard;
mod editor;
mod frame;
mod not_found;
mod not_loaded;
mod settings;
mod welcome;
mod wizard;

pub use connections::ConnectionsPage;
pub use dashboard::DashboardPage;
pub use editor::EditorPage;
pub use frame::{Frame, LoadFailed};
pub use not_found::NotFoundPage;
pub use not_loaded::NotLoadedPage;
pub use settings::SettingsPage;
pub use welcome::{HomePage, LogInPage, SignUpPage};
pub use wizard::{NewWizardPage, WizardPage};
