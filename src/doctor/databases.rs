//! The store and the vault: whether they answer, fit this release, and let us do no more than we
//! should.

use chrono::TimeDelta;
use habeas_adapters::chance::Chance;
use habeas_adapters::clock::Clock;
use habeas_adapters::desk::Desk;
use habeas_adapters::ledger;
use habeas_adapters::store::{RightsProblem, Store, StoreError};
use habeas_domain::house::House;

use super::{Finding, causes};
use crate::open;
use crate::settings::{Place, Settings};

/// The most that two clocks may differ before due moments and evidence disagree.
const SKEW: TimeDelta = TimeDelta::seconds(2);
/// An event without a position for this long is worth a look.
const UNSEQUENCED_MS: i64 = 30_000;

/// Looks at both databases; gives the house as it stands, where it can be read.
pub(super) async fn look(settings: &Settings) -> (Vec<Finding>, Option<House>) {
    let mut findings = Vec::new();
    let mut house = None;
    match store(settings).await {
        Ok(store) => {
            findings.extend(inside(settings, &store).await);
            let desk = Desk::new(store.clone(), Clock::System, Chance::System, "doctor");
            house = desk.fold::<House>(House::STREAM).await.ok().map(|(house, _)| house);
            store.close().await;
        }
        Err(error) => findings.push(Finding::mend("database", causes(&error), how(&error))),
    }
    findings.extend(vault(settings).await);
    (findings, house)
}

async fn store(settings: &Settings) -> Result<Store, StoreError> {
    let store = match &settings.store.place {
        Place::Embedded { data } => Store::look_embedded(data).await?,
        Place::Postgres { url, connections, .. } => {
            Store::open_postgres(url.reveal(), (*connections).min(2)).await?
        }
    };
    store.check_schema().await?;
    Ok(store)
}

async fn inside(settings: &Settings, store: &Store) -> Vec<Finding> {
    let place = match &settings.store.place {
        Place::Embedded { data } => format!("files in {}", data.display()),
        Place::Postgres { url, .. } => url.place(),
    };
    let mut findings =
        vec![Finding::well("database", format!("{place} answers, its tables fit this release"))];
    findings.extend(match store.rights().await {
        Ok(problems) if problems.is_empty() => {
            vec![Finding::well("rights", "events and ledger can be added to and not changed")]
        }
        Ok(problems) => {
            problems.into_iter().map(|found| of_rights("rights", "habeas_app", found)).collect()
        }
        Err(error) => vec![Finding::mend("rights", causes(&error), how(&error))],
    });
    findings.push(clock(store).await);
    findings.push(order(store).await);
    findings
}

/// What is wrong with the rights of a login; `role` is the one whose members may do what the desk does.
fn of_rights(name: &'static str, role: &str, problem: RightsProblem) -> Finding {
    let member = format!(
        "log in as a member of {role} that owns nothing: create role desk login in role {role}"
    );
    match problem {
        RightsProblem::Superuser => Finding::mend(
            name,
            "the desk logs in as a superuser: nothing keeps the tables as they are",
            member,
        ),
        RightsProblem::Owner => Finding::mend(
            name,
            "the desk logs in as the owner of its tables, who can take away what protects them",
            member,
        ),
        RightsProblem::MayRewrite(table) => Finding::mend(
            name,
            format!("the desk's login may change or remove rows of {table}"),
            format!("revoke update, delete, truncate on {table} from it"),
        ),
        RightsProblem::MayNotAppend(table) => Finding::mend(
            name,
            format!("the desk's login may not add to {table}"),
            format!("grant {role} to it"),
        ),
        RightsProblem::MayNotForget => Finding::mend(
            name,
            "the desk's login may not destroy keys, and so could forget nobody",
            format!("grant {role} to it"),
        ),
    }
}

async fn clock(store: &Store) -> Finding {
    let before = Clock::System.now();
    match store.server_time().await {
        Ok(None) => Finding::well("clock", format!("this machine's: {}", before.to_rfc3339())),
        Ok(Some(theirs)) => {
            let after = Clock::System.now();
            let ours = before + (after - before) / 2;
            let skew = (theirs - ours).abs();
            if skew <= SKEW {
                return Finding::well("clock", "this machine and the database tell the same time");
            }
            Finding::mend(
                "clock",
                format!("this machine and the database differ by {} s", skew.num_seconds()),
                "let both follow a time server (chrony, systemd-timesyncd)",
            )
        }
        Err(error) => Finding::mend("clock", causes(&error), how(&error)),
    }
}

async fn order(store: &Store) -> Finding {
    let health = match store.read().await {
        Ok(mut reader) => ledger::health(reader.conn()).await,
        Err(error) => Err(error),
    };
    match health {
        Ok(health) => match health.oldest_unsequenced_ms.filter(|age| *age > UNSEQUENCED_MS) {
            None => Finding::well("ledger", format!("{} events are in order", health.size)),
            Some(age) => {
                let holders = health.holders.iter();
                let holders: Vec<_> =
                    holders.map(|h| format!("{} of {}", h.name, h.login)).collect();
                Finding::look(
                    "ledger",
                    format!("an event waits for its position for {} s", age / 1000),
                    if holders.is_empty() {
                        "run the desk: nobody gives positions now".to_owned()
                    } else {
                        format!("end the open transactions of: {}", holders.join(", "))
                    },
                )
            }
        },
        Err(error) => Finding::mend("ledger", causes(&error), how(&error)),
    }
}

async fn vault(settings: &Settings) -> Vec<Finding> {
    if let (Place::Postgres { url: events, .. }, Place::Postgres { url: keys, .. }) =
        (&settings.store.place, &settings.vault.place)
        && events.place() == keys.place()
    {
        return vec![Finding::mend(
            "vault",
            "events and keys are in one database: whoever copies it can read everything",
            "give vault.url a database of its own, with backups of its own",
        )];
    }
    match open::look_at_vault(&settings.vault).await {
        Ok(problems) => {
            let well = "it answers, and its key-encryption keys are the right ones";
            let mut findings = vec![Finding::well("vault", well)];
            let problems = problems.into_iter();
            findings.extend(problems.map(|found| of_rights("vault rights", "habeas_vault", found)));
            findings
        }
        Err(error) => vec![Finding::mend(
            "vault",
            format!("{error:#}"),
            "check vault.url (or vault.data), run `habeas migrate`, and give the keys that it was made with",
        )],
    }
}

fn how(error: &StoreError) -> String {
    match error {
        StoreError::Unavailable(_) => "start the server, and check store.url".to_owned(),
        StoreError::Schema(_) => "run `habeas migrate` with store.owner_url".to_owned(),
        StoreError::OtherCluster { .. } => {
            "run `habeas migrate --rebase` with the owner's URL".to_owned()
        }
        StoreError::Folder { .. } => {
            "run `habeas serve` or `habeas key create` once, with a folder that it may write"
                .to_owned()
        }
        _ => "check store.url and the server's log".to_owned(),
    }
}
