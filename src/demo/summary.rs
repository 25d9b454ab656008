//! What the demo says once it serves: where things are, the keys, and what to try.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;
use habeas_domain::actor::Role;
use serde_json::json;
use url::Url;

use super::Played;
use super::folder::Folder;
use super::player::Cases;
use super::staff::IssuedKey;

/// The story whose case is shown: it is late.
const SHOWN: &str = "harper";

/// What is said.
pub(super) struct Summary<'p> {
    api: Url,
    folder: PathBuf,
    settings: PathBuf,
    mails: PathBuf,
    texts: PathBuf,
    keys: &'p [IssuedKey],
    cases: &'p Cases,
    /// What to try: what it shows, and the command.
    tries: Vec<(&'static str, String)>,
    moved: bool,
}

impl<'p> Summary<'p> {
    pub(super) fn of(folder: &Folder, played: &'p Played) -> anyhow::Result<Self> {
        let api = Url::parse(&format!("http://{}/", folder.settings.http.listen))?;
        let mails = folder.path.join("mail");
        let shown = played.cases.requests.get(SHOWN).context("the case that is shown")?;
        let campaign = played.cases.campaigns.values().next().context("a campaign")?;
        let key = &played.staff.key(Role::Officer)?.secret;
        let get = |path: String| format!("curl -s -H 'Authorization: Bearer {key}' '{api}{path}'");
        let newest = newest(&mails).context("looking for a mail")?;
        Ok(Self {
            tries: vec![
                ("every request, the most urgent first", get("v1/requests".to_owned())),
                ("complaints, reports and questions", get("v1/complaints".to_owned())),
                ("incidents, and what is owed for them", get("v1/incidents".to_owned())),
                (
                    "what many people were told of one of them",
                    get(format!("v1/campaigns/{campaign}")),
                ),
                ("a request that nobody answered in time", get(format!("v1/requests/{shown}"))),
                ("a letter as it left", format!("less '{}'", newest.display())),
            ],
            folder: folder.path.clone(),
            settings: folder.file.clone(),
            texts: folder.path.join("sms"),
            keys: &played.staff.keys,
            cases: &played.cases,
            moved: folder.moved,
            mails,
            api,
        })
    }

    /// Says it on `out`; what is only remarked, on standard error.
    pub(super) fn print(&self, as_json: bool, out: &mut impl Write) -> anyhow::Result<()> {
        if self.moved {
            let note = format!("Port 8080 is taken: the API listens at {} instead.", self.api);
            writeln!(std::io::stderr(), "{note}")?;
        }
        let told = if as_json { self.as_data(out) } else { self.as_words(out) };
        told?;
        Ok(out.flush()?)
    }

    fn as_words(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let (requests, complaints) = (self.cases.requests.len(), self.cases.complaints.len());
        let incidents = self.cases.incidents.len();
        let api = &self.api;
        writeln!(
            out,
            "The desk of Dramalight Inc. is open, with {requests} requests, {complaints} complaints and {incidents} incidents\nin six weeks."
        )?;
        writeln!(out, "All persons are invented.\n")?;
        writeln!(out, "API       {api}v1/  (described at {api}v1/openapi.json)")?;
        writeln!(out, "Mails     {}", self.mails.display())?;
        writeln!(out, "SMS       {}", self.texts.display())?;
        writeln!(out, "Settings  {}\n", self.settings.display())?;
        writeln!(out, "{:<13}  {:<14}  API key", "Role", "Principal")?;
        for IssuedKey { role, principal, secret } in self.keys {
            writeln!(out, "{:<13}  {principal:<14}  {secret}", role.code())?;
        }
        writeln!(out, "\nTry next:")?;
        for (what, command) in &self.tries {
            writeln!(out, "\n  # {what}\n  {command}")?;
        }
        writeln!(out, "\nStop with Ctrl-C. Everything lies in {}", self.folder.display())?;
        Ok(())
    }

    fn as_data(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let keys = self.keys.iter().map(|IssuedKey { role, principal, secret }| {
            json!({ "role": role, "principal": principal, "key": secret })
        });
        let tries =
            self.tries.iter().map(|(what, command)| json!({ "shows": what, "command": command }));
        let data = json!({
            "api": self.api,
            "folder": self.folder,
            "settings": self.settings,
            "mails": self.mails,
            "sms": self.texts,
            "requests": self.cases.requests,
            "complaints": self.cases.complaints,
            "incidents": self.cases.incidents,
            "campaigns": self.cases.campaigns,
            "keys": keys.collect::<Vec<_>>(),
            "try": tries.collect::<Vec<_>>(),
        });
        writeln!(out, "{data:#}")?;
        Ok(())
    }
}

/// The mail that was written last.
fn newest(folder: &std::path::Path) -> anyhow::Result<PathBuf> {
    let mut mails = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        mails.push((entry.metadata()?.modified()?, entry.path()));
    }
    mails.into_iter().max().map(|(_, path)| path).context("there is none")
}
