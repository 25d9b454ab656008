//! The rival: `pgbench`, which sends the same statements and knows nothing of what they mean.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use habeas_domain::id::RequestId;
use sqlx::PgPool;

use crate::house::{Bench, database};

/// The same tables with the same rows, in a database of its own.
pub(crate) struct Rival {
    url: String,
    cases: usize,
    /// How many events a case begins with.
    events: usize,
}

impl Rival {
    pub(crate) async fn open(bench: &Bench, cases: &[RequestId]) -> Self {
        let url = database(&bench.base, "speed_pgbench").await;
        let pool = PgPool::connect(&url).await.unwrap();
        let migrations = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut text =
            String::from("create table if not exists _sqlx_migrations (version bigint);");
        for file in [
            "postgres/0001_roles",
            "postgres/0002_append_only",
            "postgres/0003_events",
            "vault/postgres/0001_role",
            "vault/postgres/0002_key",
            "vault/postgres/0003_index",
            "vault/postgres/0005_narrow_index_whose",
        ] {
            text.push_str(&std::fs::read_to_string(format!("{migrations}/{file}.sql")).unwrap());
        }
        sqlx::raw_sql(&text).execute(&pool).await.unwrap();
        let rows: Vec<(String, i64, String, String, String)> = sqlx::query_as(
            "select aggregate_id, sequence, event_type, payload::text, metadata::text from events
              where aggregate_type = 'request'",
        )
        .fetch_all(&PgPool::connect(&format!("{}/speed_events", bench.base)).await.unwrap())
        .await
        .unwrap();
        let number = |id: &str| cases.iter().position(|case| case.as_str() == id);
        let mut events = 0;
        for chunk in rows.chunks(500) {
            let mut insert = sqlx::QueryBuilder::<sqlx::Postgres>::new(
                "insert into events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata) ",
            );
            let known = chunk.iter().filter_map(|row| Some((number(&row.0)?, row)));
            let known: Vec<_> = known.collect();
            if known.is_empty() {
                continue;
            }
            insert.push_values(known, |mut bind, (case, row)| {
                events = events.max(usize::try_from(row.1).unwrap());
                bind.push_bind("request").push_bind(format!("case-{case}")).push_bind(row.1);
                bind.push_bind(row.2.clone()).push_bind("1");
                bind.push("").push_bind_unseparated(row.3.clone()).push_unseparated("::json");
                bind.push("").push_bind_unseparated(row.4.clone()).push_unseparated("::json");
            });
            insert.build().execute(&pool).await.unwrap();
        }
        sqlx::raw_sql("insert into vault_kek values ('bench', decode(repeat('00', 32), 'hex'), now()); analyze").execute(&pool).await.unwrap();
        pool.close().await;
        Self { url, cases: cases.len(), events }
    }

    /// Reads a stream, whole or from the newest event that is known on as the desk does, and adds one
    /// event to it in a transaction.
    pub(crate) fn commands(&self, whole: bool, clients: usize, time: Duration) -> f64 {
        let from = if whole { 1 } else { self.events };
        let script = format!(
            "\\set case random(0, {})\n\\set sequence random(1000, 2000000000)\n{}\nbegin;\n{}commit;\n",
            self.cases - 1,
            select("'case-' || :case", &format!("between {from} and 999")),
            insert("'case-' || :case", ":sequence"),
        );
        self.run("command", &script, clients, time)
    }

    /// Keys and index rows of a case in one transaction; a look at its stream; its events in another.
    pub(crate) fn creates(&self, clients: usize, time: Duration) -> f64 {
        let id = ":client_id || '-' || :case || '-' || :salt";
        let mut script = format!(
            "\\set case random(1, 2000000000)\n\\set salt random(1, 2000000000)\n{}",
            select(id, ">= 0")
        );
        script.push_str("begin;\n");
        let _ = writeln!(
            script,
            "insert into vault_case values ('request', {id}, now(), now(), false);"
        );
        let keys = ["contact", "content", "proof", "tail"].map(|purpose| {
            format!("('{purpose}' || {id}, 'request', {id}, '{purpose}', 1, 'bench', decode(repeat('00', 73), 'hex'), decode(repeat('00', 32), 'hex'), now(), null)")
        });
        let _ = writeln!(script, "insert into vault_key values {};", keys.join(", "));
        for term in 0..3 {
            let _ = writeln!(
                script,
                "insert into vault_index values (sha256(convert_to({id} || '{term}', 'UTF8')), 'request', {id}, 'subject');"
            );
        }
        script.push_str("commit;\n");
        let _ = writeln!(
            script,
            "select theirs.stream_type, theirs.stream_id from vault_index own \
               join vault_index theirs on theirs.term = own.term \
              where own.stream_type = 'request' and own.stream_id = {id} \
                and theirs.stream_id <> {id} limit 2000;"
        );
        script.push_str(&select(id, ">= 0"));
        script.push_str("begin;\n");
        for sequence in 1..=self.events {
            script.push_str(&insert(id, &sequence.to_string()));
        }
        script.push_str("commit;\n");
        self.run("create", &script, clients, time)
    }

    fn run(&self, name: &str, script: &str, clients: usize, time: Duration) -> f64 {
        let file = std::env::temp_dir().join(format!("habeas-{name}-{}.sql", std::process::id()));
        std::fs::write(&file, script).unwrap();
        let output = Command::new(program())
            .args(["-n", "-M", "prepared", "-c", &clients.to_string(), "-j", "2"])
            .args(["-T", &time.as_secs().to_string(), "-f"])
            .arg(&file)
            .arg(&self.url)
            .output()
            .unwrap();
        std::fs::remove_file(&file).unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        let rate = told.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate =
            rate.unwrap_or_else(|| panic!("{told}{}", String::from_utf8_lossy(&output.stderr)));
        rate.split(' ').next().unwrap().parse().unwrap()
    }
}

fn select(id: &str, sequence: &str) -> String {
    format!(
        "select aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata \
           from events where aggregate_type = 'request' and aggregate_id = {id} and sequence {sequence} order by sequence;\n"
    )
}

/// One event of the length that a logged call has. A colon before a letter or a digit would be a
/// variable to `pgbench`, so there is a space behind each.
fn insert(id: &str, sequence: &str) -> String {
    let payload = format!(
        "{{\"CallLogged\": {{\"at\": \"2026-11-24\", \"party\": 1, \"summary\": {{\"c\": \"{}\", \
         \"k\": \"key_00112233445566778899aabbccddeeff\"}}, \"told\": []}}}}",
        "A".repeat(90)
    );
    let metadata = format!(
        "{{\"v\": \"1\", \"at\": \"2026-11-24\", \"salt\": \"{}\", \"actor\": \"clerk-clerk.one\", \
         \"command\": \"{}\", \"request\": \"{}\", \"program\": \"0.1.0 rules {}\"}}",
        "0".repeat(32),
        "0".repeat(16),
        "0".repeat(16),
        "0".repeat(64)
    );
    format!(
        "insert into events (aggregate_type, aggregate_id, sequence, event_type, event_version, \
                             payload, metadata) \
         values ('request', {id}, {sequence}, 'CallLogged', '1', '{payload}', '{metadata}');\n"
    )
}

fn program() -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .map(|version| version.unwrap().path().join("bin/pgbench"))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from("pgbench"))
}
