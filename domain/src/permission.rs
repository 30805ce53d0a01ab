//! Permissions, roles, and the one table that grants them.

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::id::UserId;

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $words:literal;)*) => {
        /// One thing that a role may allow.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
        pub enum Permission { $($(#[$doc])* $name,)* }

        impl Permission {
            /// Every permission, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The words that pages and messages use.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }
        }

        $($(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl Grant for $name {
            const PERMISSION: Permission = Permission::$name;
        })*
    };
}

/// A permission as a type, so that a use case can ask for it in its signature.
pub trait Grant {
    /// The permission this type stands for.
    const PERMISSION: Permission;
}

permissions! {
    /// Read the model, requests, logs and the calendar.
    Read = "Read";
    /// Run processes; cancel and repeat own requests.
    RunProcesses = "Run Processes";
    /// Respond to manual tasks.
    RespondToTasks = "Respond to Tasks";
    /// Edit processes; cancel any request.
    EditProcesses = "Edit Processes";
    /// The check box and blackouts.
    ManageMaintenance = "Manage Maintenance Mode";
    /// Start under a hold, with a reason (rule 12).
    RunDuringMaintenance = "Run During Maintenance";
    /// System settings.
    ManageSettings = "Manage Settings";
    /// Users, their roles, and other people's tokens.
    ManageUsers = "Manage Users";
    /// The audit trail.
    ViewAudit = "View Audit";
}

/// What a user is; each role grants a fixed set of permissions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Everything.
    Administrator,
    /// Runs and edits processes.
    Operator,
    /// Reads.
    Viewer,
}

impl Role {
    /// Every role, strongest first.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Operator, Self::Viewer];

    /// The table of contract.md, "Roles".
    #[must_use]
    pub const fn grants(self, permission: Permission) -> bool {
        use Permission as P;
        match (self, permission) {
            (Self::Administrator, _) | (_, P::Read) => true,
            (Self::Operator, P::RunProcesses | P::RespondToTasks | P::EditProcesses) => true,
            (
                Self::Operator | Self::Viewer,
                P::RunProcesses
                | P::RespondToTasks
                | P::EditProcesses
                | P::ManageMaintenance
                | P::RunDuringMaintenance
                | P::ManageSettings
                | P::ManageUsers
                | P::ViewAudit,
            ) => false,
        }
    }

    /// The word stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Operator => "operator",
            Self::Viewer => "viewer",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("\"{text}\" is not a role: administrator, operator or viewer"))
    }
}

/// A person, as records name who did something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// The user; absent for the system itself and for the host's command line.
    pub id: Option<UserId>,
    /// The name shown.
    pub name: String,
}

impl Person {
    /// Lull itself: the tick, recovery, start-up.
    #[must_use]
    pub fn system(name: &str) -> Self {
        Self { id: None, name: name.to_owned() }
    }
}

/// Proof that somebody may do what `P` names. Only [`Authority::permit`] makes one.
#[derive(Clone, Debug)]
pub struct Permit<P> {
    person: Person,
    role: Role,
    what: PhantomData<P>,
}

impl<P> Permit<P> {
    /// Who holds it.
    #[must_use]
    pub const fn person(&self) -> &Person {
        &self.person
    }

    /// The holder's role.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The proof that they may read, which everybody with any other permission may.
    #[must_use]
    pub fn reading(&self) -> Permit<Read> {
        Permit { person: self.person.clone(), role: self.role, what: PhantomData }
    }
}

/// Somebody known, with the role they have at this moment. Made by a session or a token and by nothing else.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Authority {
    person: Person,
    role: Role,
}

/// A known person who lacks a permission.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{who} may not do this: it needs the permission {} (your role is {})", .needs.words(), .role.as_str())]
pub struct Forbidden {
    /// The person's name.
    pub who: String,
    /// Their role.
    pub role: Role,
    /// What was missing.
    pub needs: Permission,
}

impl Authority {
    /// Vouches for a person. For the engine's look-up of a live session or token, and for tests.
    #[must_use]
    pub const fn vouched(person: Person, role: Role) -> Self {
        Self { person, role }
    }

    /// Who it is.
    #[must_use]
    pub const fn person(&self) -> &Person {
        &self.person
    }

    /// Their role now.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Whether the role grants it.
    #[must_use]
    pub const fn may(&self, permission: Permission) -> bool {
        self.role.grants(permission)
    }

    /// Gives the proof, or says what is missing.
    ///
    /// # Errors
    /// [`Forbidden`] when the role does not grant `P`.
    pub fn permit<P: Grant>(&self) -> Result<Permit<P>, Forbidden> {
        if self.may(P::PERMISSION) {
            Ok(Permit { person: self.person.clone(), role: self.role, what: PhantomData })
        } else {
            Err(Forbidden { who: self.person.name.clone(), role: self.role, needs: P::PERMISSION })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_contracts() {
        let table: Vec<String> = Permission::ALL
            .iter()
            .map(|p| {
                let row: String =
                    Role::ALL.iter().map(|r| if r.grants(*p) { " yes" } else { " -" }).collect();
                format!("{}:{row}", p.words())
            })
            .collect();
        insta::assert_snapshot!(table.join("\n"), @r"
        Read: yes yes yes
        Run Processes: yes yes -
        Respond to Tasks: yes yes -
        Edit Processes: yes yes -
        Manage Maintenance Mode: yes - -
        Run During Maintenance: yes - -
        Manage Settings: yes - -
        Manage Users: yes - -
        View Audit: yes - -
        ");
    }
}
