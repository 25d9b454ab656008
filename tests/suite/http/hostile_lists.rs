//! Lists of people that are malformed or meant to do harm: refused whole with each line named, or taken
//! without the bad lines if asked so; and where nothing behind a point can be read, refused either way.

use axum::http::StatusCode;
use habeas_domain::actor::Role;
use serde_json::Value;

use super::campaigns::drafted;
use crate::support::{Answer, Office, Portal, on_both_engines};

on_both_engines!(Office:
    bad_lines_are_named_and_left_out_if_asked_so,
    every_line_that_is_left_out_can_be_looked_up,
    so_many_lines_are_left_out_and_no_more,
    what_cannot_be_read_is_refused_however_it_is_asked_for,
    what_only_looks_strange_is_taken,
    what_is_no_list_is_refused_at_once,
);

const CSV: &str = "text/csv";
const JSON: &str = "application/x-ndjson";

/// An officer with a campaign that takes lists.
struct Desk {
    office: Office,
    officer: Portal,
    people: String,
    sent: u32,
}

impl Desk {
    async fn open(office: Office) -> Self {
        let officer = Portal::of(&office, Role::Officer).await;
        let people = format!("{}/versions/1/people", drafted(&officer).await);
        Self { office, officer, people, sent: 0 }
    }

    async fn gives(&mut self, kind: &str, query: &str, list: &[u8]) -> Answer {
        self.sent += 1;
        let key = format!("list-{}", self.sent);
        let headers = [("idempotency-key", key.as_str()), ("content-type", kind)];
        self.officer.post_with(&format!("{}{query}", self.people), &headers, list.to_vec()).await
    }

    /// Everything that a list could leave: its events, rows, keys of people.
    async fn kept(&self) -> Vec<i64> {
        let world = &self.office.world;
        let mut kept = vec![world.count("select count(*) from events").await];
        for table in [
            "campaign_person",
            "campaign_contact",
            "campaign_message",
            "campaign_batch",
            "campaign_bad_line",
        ] {
            kept.push(world.count(&format!("select count(*) from {table}")).await);
        }
        let keys = "select count(*) from vault_key where stream_type = 'recipients'";
        kept.push(self.office.keeper.count(keys).await);
        kept
    }

    /// It is refused, with these lines named, and leaves nothing.
    async fn refuses(&mut self, kind: &str, query: &str, list: &[u8], code: &str, lines: &[&str]) {
        let before = self.kept().await;
        let shown = String::from_utf8_lossy(&list[..list.len().min(80)]).into_owned();
        let answer = self.gives(kind, query, list).await;
        assert!(answer.status.is_client_error(), "{shown:?}: {}", answer.body);
        assert_eq!(answer.code(), code, "{shown:?}: {}", answer.body);
        let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
        let pointers: Vec<&str> = errors.iter().map(|e| e["pointer"].as_str().unwrap()).collect();
        assert_eq!(pointers, lines, "{shown:?}: {}", answer.body);
        assert!(errors.iter().all(|e| e["detail"].as_str().unwrap().starts_with("line ")));
        assert_eq!(self.kept().await, before, "{shown:?}");
    }

    /// It is taken without those lines.
    async fn leaves_out(&mut self, kind: &str, list: &[u8], lines: &[u64]) -> Value {
        let answer = self.gives(kind, "?bad_lines=leave_out", list).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let bad = answer.body["bad_lines"].as_array().unwrap();
        let named: Vec<u64> = bad.iter().map(|bad| bad["line"].as_u64().unwrap()).collect();
        assert_eq!(named, lines, "{bad:?}");
        assert!(bad.iter().all(|bad| !bad["reason"].as_str().unwrap().is_empty()));
        assert_eq!(answer.body["left_out"], lines.len());
        answer.body
    }
}

fn joined(pieces: &[&[u8]]) -> Vec<u8> {
    pieces.concat()
}

/// Each list has two good lines around what is bad.
async fn bad_lines_are_named_and_left_out_if_asked_so(office: Office) {
    let mut desk = Desk::open(office).await;
    let endless = vec![b'x'; 10 << 20];
    let csv = |bad: &[u8]| {
        joined(&[b"email,account\nada@example.net,acc-1\n", bad, b"\nben@example.net,acc-2\n"])
    };
    let json = |bad: &[u8]| {
        joined(&[b"{\"email\":\"ada@example.net\"}\n", bad, b"\n{\"email\":\"ben@example.net\"}\n"])
    };
    let nested = "[".repeat(10_000);
    let lists: [(&str, Vec<u8>, &str); 21] = [
        (CSV, csv(&endless), "/3"),
        (CSV, csv(b"cem@example.net,a\0cc"), "/3/account"),
        (CSV, csv(b"cem@exam\0ple.net,"), "/3/email"),
        (CSV, csv(b"\xff\xfe@example.net,"), "/3/email"),
        (CSV, csv(b"cem@example.net,acc-\xc3"), "/3/account"),
        (CSV, csv("cem@example.net,\u{feff}acc-3".as_bytes()), "/3/account"),
        (CSV, csv("\u{feff}email,account".as_bytes()), "/3/email"),
        (CSV, csv(b"Email,ACCOUNT"), "/3"),
        (CSV, csv(b"cem@example.net"), "/3"),
        (CSV, csv(b"cem@example.net,acc-3,more"), "/3"),
        (CSV, csv(b"\"cem@example.net\"x,acc-3"), "/3"),
        (CSV, csv(b"c\"e\"m@example.net@,acc-3"), "/3/email"),
        (CSV, csv(b"cem@example.net\r\n\rdan,"), "/5/email"),
        (JSON, json(&endless), "/2"),
        (JSON, json(b"{\"email\":\"cem@example.net\",\"email\":\"dan@example.net\"}"), "/2"),
        (JSON, json(b"[\"cem@example.net\"]"), "/2"),
        (JSON, json(b"{\"email\":[\"cem@example.net\"]}"), "/2"),
        (JSON, json(b"{\"email\":{\"email\":\"cem@example.net\"}}"), "/2"),
        (JSON, json(nested.as_bytes()), "/2"),
        (JSON, json(b"{\"account\":\"acc\\u0000\"}"), "/2/account"),
        (JSON, json(b"{\"email\":\"cem@example.net\"}{\"email\":\"dan@example.net\"}"), "/2"),
    ];
    for (kind, list, line) in lists {
        // Of a mixed line end two lines are bad, and both are named.
        let lines = if line == "/5/email" { vec!["/3", line] } else { vec![line] };
        desk.refuses(kind, "", &list, "bad_lines", &lines).await;
        let numbers: Vec<u64> =
            lines.iter().map(|line| line.split('/').nth(1).unwrap().parse().unwrap()).collect();
        let taken = desk.leaves_out(kind, &list, &numbers).await;
        assert_eq!(taken["lines"], 2 + lines.len(), "{line}: {taken}");
    }
    let people = "select count(*) from campaign_person where person = no";
    assert_eq!(desk.office.world.count(people).await, 2, "Ada and Ben, however often");
}

/// All bad lines of a list, page by page.
async fn looked_up(desk: &Desk, list: &Value, limit: usize) -> Vec<u64> {
    let campaign = desk.people.split("/versions/").next().unwrap();
    let path = format!("{campaign}/lists/{}/bad-lines", list["list"].as_str().unwrap());
    let (mut lines, mut cursor) = (Vec::new(), 0);
    loop {
        let page = desk.officer.get(&format!("{path}?limit={limit}&cursor={cursor}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert_eq!(page.body["left_out"], list["left_out"]);
        for bad in page.body["bad_lines"].as_array().unwrap() {
            assert!(!bad["reason"].as_str().unwrap().is_empty());
            lines.push(bad["line"].as_u64().unwrap());
        }
        match page.body["next"].as_i64() {
            Some(next) => cursor = next,
            None => return lines,
        }
    }
}

/// Also by another process, and when the same list is sent again.
async fn every_line_that_is_left_out_can_be_looked_up(office: Office) {
    let mut desk = Desk::open(office).await;
    let before = desk.kept().await;
    // Behind a thousand lines, too: they come in several batches.
    let lines = (0..1_700).map(|no| match no % 10 {
        0 => format!("marker-{no},\n"),
        1 => format!("person{no}@example.net,\u{feff}acc\n"),
        _ => format!("person{no}@example.net,\n"),
    });
    let list = format!("email,account\n{}", lines.collect::<String>());
    let bad: Vec<u64> = (0..1_700).filter(|no| no % 10 < 2).map(|no| no + 2).collect();
    let headers = [("idempotency-key", "bad"), ("content-type", CSV)];
    let path = format!("{}?bad_lines=leave_out", desk.people);
    // Nothing behind one of them can be read, and none of them is left.
    let broken = format!("{list}\"nobody\nben@example.net,\n");
    desk.refuses(CSV, "?bad_lines=leave_out", broken.as_bytes(), "bad_lines", &["/1702"]).await;
    assert_eq!(desk.kept().await, before);
    let taken = desk.officer.post_with(&path, &headers, list.clone()).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    let named = taken.body["bad_lines"].as_array().unwrap();
    assert_eq!((named.len(), &taken.body["left_out"]), (100, &bad.len().into()));
    assert_eq!(taken.body["bad_lines_next"], bad[99]);
    assert_eq!(looked_up(&desk, &taken.body, 200).await, bad);
    assert_eq!(looked_up(&desk, &taken.body, 7).await, bad);
    let again = desk.officer.post_with(&path, &headers, list).await;
    assert_eq!(again.body["bad_lines"], taken.body["bad_lines"]);
    assert_eq!(looked_up(&desk, &again.body, 100).await, bad);
    let quotes = "select count(*) from campaign_bad_line where reason like '%marker%'";
    assert_eq!(desk.office.world.count(quotes).await, 0);
    // A list without any, and one that never was.
    let good = desk.leaves_out(CSV, b"email\nada@example.net\n", &[]).await;
    assert!(good.get("bad_lines_next").is_none());
    assert_eq!(looked_up(&desk, &good, 100).await, [0_u64; 0]);
    let campaign = desk.people.split("/versions/").next().unwrap();
    for list in ["lst_7".to_owned(), format!("lst_{}", "0".repeat(32))] {
        let nothing = desk.officer.get(&format!("{campaign}/lists/{list}/bad-lines")).await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    }
}

/// Each of ten thousand is named; of more the list is refused, and nothing of it is there.
async fn so_many_lines_are_left_out_and_no_more(office: Office) {
    let mut desk = Desk::open(office).await;
    let list = |bad: usize| format!("email\nada@example.net\n{}", "nobody\n".repeat(bad));
    let before = desk.kept().await;
    let answer = desk.gives(CSV, "?bad_lines=leave_out", list(10_001).as_bytes()).await;
    assert_eq!((answer.code(), answer.fields().len()), ("bad_lines", 100));
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.starts_with("10001 lines") && detail.contains("at most 10000"), "{detail}");
    assert_eq!(desk.kept().await, before);
    let taken = desk.gives(CSV, "?bad_lines=leave_out", list(10_000).as_bytes()).await;
    assert_eq!((taken.status, &taken.body["left_out"]), (StatusCode::OK, &10_000.into()));
    let bad: Vec<u64> = (3..10_003).collect();
    assert_eq!(looked_up(&desk, &taken.body, 200).await, bad);
}

/// Whoever asks for the rest of such a list would lose people without being told whom.
async fn what_cannot_be_read_is_refused_however_it_is_asked_for(office: Office) {
    let mut desk = Desk::open(office).await;
    let rest = "ben@example.net,2 Sample Street\n".repeat(2_000);
    let unclosed = format!("email,address\nada@example.net,\"1 Sample Street\n{rest}");
    let closed_later = format!("{unclosed}zoe@example.net,\"3 Sample Street\"\n");
    let mut wide = "email,".repeat(100);
    wide.push_str("phone\nada@example.net\n");
    let long_header = vec![b'e'; 10 << 20];
    for query in ["", "?bad_lines=leave_out"] {
        for (list, line) in [
            (unclosed.as_bytes(), "/2"),
            (closed_later.as_bytes(), "/2"),
            (&unclosed.as_bytes()[..100], "/2"),
            (b"email,address\nada@example.net,\"1 Street\nben@example.net,\"2 Street\"\n", "/2"),
            (b"email,address\nada@example.net,\"1 Street\nben@example.net,2 Street", "/2"),
            (b"email,address\nada@example.net,\"1 Street\nben@example.net,\"2 Street", "/2"),
            (b"\"email\nada@example.net\n", "/1"),
            (b"email,email\nada@example.net,\n", "/1"),
            (b"email,shoe_size\nada@example.net,42\n", "/1"),
            (b"name,language\nAda,en\n", "/1"),
            (b"email,\xff\nada@example.net,\n", "/1"),
            (b"e\0mail\nada@example.net\n", "/1"),
            (b"\xff\xfee\0m\0a\0i\0l\0\n\0", "/1"),
            (b"ada@example.net\nben@example.net\n", "/1"),
            (b"", "/1"),
            (b"\n\r\n\n", "/1"),
            (b"\xef\xbb\xbf", "/1"),
            (wide.as_bytes(), "/1"),
            (&long_header, "/1"),
        ] {
            desk.refuses(CSV, query, list, "bad_lines", &[line]).await;
        }
        for (kind, list) in [(CSV, &b"email\n"[..]), (CSV, b"email"), (JSON, b""), (JSON, b"\n \n")]
        {
            desk.refuses(kind, query, list, "empty_list", &[]).await;
        }
    }
    // Of a thousand bad lines a hundred are named, and all are counted.
    let list = format!("email\n{}", "nobody\n".repeat(1_000));
    let answer = desk.gives(CSV, "?bad_lines=leave_out", list.as_bytes()).await;
    assert_eq!((answer.code(), answer.fields().len()), ("bad_lines", 100));
    assert!(answer.body["detail"].as_str().unwrap().starts_with("1000 lines"), "{}", answer.body);
}

async fn what_only_looks_strange_is_taken(office: Office) {
    let mut desk = Desk::open(office).await;
    for (kind, list) in [
        (CSV, &b"email,address\rada@example.net,\"1 Street; a; b; c\"\r"[..]),
        (CSV, b"email\r\nada@example.net\n"),
        (CSV, b"\xef\xbb\xbfEMAIL ; Address\r\nada@example.net;1, Sample Street\r\n"),
        (CSV, b"email,address\nada@example.net,The \"Red\" House\n"),
        (CSV, b"email,address\nada@example.net,\"The \"\"Red\"\" House\nExampletown\"\n"),
        (CSV, b"email,address\nada@example.net,"),
        ("Text/CSV; charset=UTF-8", b"email\nada@example.net"),
        (JSON, b"\xef\xbb\xbf{\"email\":\"ada@example.net\",\"phone\":null}\r\n"),
        ("application/jsonl", b" {\"email\" : \"ada@example.net\"} "),
    ] {
        let answer = desk.gives(kind, "", list).await;
        let shown = String::from_utf8_lossy(list);
        assert_eq!(answer.status, StatusCode::OK, "{shown:?}: {}", answer.body);
        assert_eq!((&answer.body["lines"], &answer.body["left_out"]), (&1.into(), &0.into()));
    }
    let people = "select count(*) from campaign_person where person = no";
    assert_eq!(desk.office.world.count(people).await, 1, "Ada, however it is written");
}

async fn what_is_no_list_is_refused_at_once(office: Office) {
    let mut desk = Desk::open(office).await;
    let good = b"email\nada@example.net\n";
    for kind in ["application/json", "text/plain", "application/pdf", "", "csv", "text/csvx"] {
        desk.refuses(kind, "", good, "unsupported_media_type", &[]).await;
    }
    let before = desk.kept().await;
    for query in ["?bad_lines=maybe", "?bad_lines=refuse&bad_lines=leave_out", "?colour=red"] {
        let answer = desk.gives(CSV, query, good).await;
        assert_eq!(answer.code(), "invalid_fields", "{query}");
    }
    let keyless = desk.officer.post_with(&desk.people, &[("content-type", CSV)], good.to_vec());
    assert_eq!(keyless.await.status, StatusCode::BAD_REQUEST);
    assert_eq!(desk.kept().await, before);
}
