//! The ways out: mail and text messages. Nothing is sent.

use std::path::Path;

use super::{Finding, causes};
use crate::carriers;
use crate::settings::{MailTransport, PlatformSettings, Settings, SmsSettings};

pub(super) async fn look(settings: &Settings) -> Vec<Finding> {
    vec![mail(settings).await, sms(settings).await, platform(settings).await]
}

async fn mail(settings: &Settings) -> Finding {
    let how = "check mail.host, mail.port, mail.security and the login; nothing was sent";
    match &settings.mail.transport {
        MailTransport::Folder { folder: at } => folder("mail", at, "e-mail"),
        MailTransport::Smtp { host, port, .. } => match carriers::smtp(settings) {
            Ok(Some(smtp)) => match smtp.check().await {
                Ok(()) => Finding::well("mail", format!("{host}:{port} lets us in")),
                Err(error) => {
                    Finding::mend("mail", format!("{host}:{port}: {}", causes(&error)), how)
                }
            },
            Ok(None) => Finding::mend("mail", "there is no mail server", how),
            Err(error) => Finding::mend("mail", format!("{error:#}"), how),
        },
    }
}

async fn sms(settings: &Settings) -> Finding {
    let how = "check sms.url; nothing was sent";
    match &settings.sms {
        SmsSettings::None => Finding::look(
            "sms",
            "no text messages leave: whoever gave only a telephone number is told by a person",
            "say sms.transport when there is a gateway",
        ),
        SmsSettings::Folder { folder: at } => folder("sms", at, "text messages"),
        SmsSettings::Http { url, .. } => match carriers::gateway(settings) {
            Ok(Some(gateway)) => match gateway.check().await {
                Ok(()) => Finding::well("sms", format!("{url} can be reached")),
                Err(error) => Finding::mend("sms", format!("{url}: {}", causes(&error)), how),
            },
            Ok(None) => Finding::mend("sms", "there is no gateway", how),
            Err(error) => Finding::mend("sms", format!("{error:#}"), how),
        },
    }
}

async fn platform(settings: &Settings) -> Finding {
    let how = "check platform.url; nothing was sent";
    match &settings.platform {
        PlatformSettings::None => Finding::look(
            "platform",
            "campaigns have neither push messages nor site letters",
            "say platform.transport when the service takes them",
        ),
        PlatformSettings::Folder { folder: at } => {
            folder("platform", at, "messages of the service")
        }
        PlatformSettings::Webhook { url, .. } => match carriers::webhook(settings) {
            Ok(Some(webhook)) => match webhook.check().await {
                Ok(()) => Finding::well("platform", format!("{url} can be reached")),
                Err(error) => Finding::mend("platform", format!("{url}: {}", causes(&error)), how),
            },
            Ok(None) => Finding::mend("platform", "there is no webhook", how),
            Err(error) => Finding::mend("platform", format!("{error:#}"), how),
        },
    }
}

/// A folder takes messages when a file can be made in it; the first message makes the folder.
fn folder(part: &'static str, at: &Path, what: &str) -> Finding {
    let there = at.ancestors().find(|folder| folder.is_dir());
    let writable = there.is_some_and(|folder| tempfile_in(folder).is_ok());
    if writable {
        return Finding::look(
            part,
            format!("{what} are written into files in {} and reach nobody", at.display()),
            format!("say {part}.transport before people rely on the desk"),
        );
    }
    Finding::mend(
        part,
        format!("{what} cannot be written to {}", at.display()),
        format!("give the desk a folder that it may write ({part}.folder)"),
    )
}

/// Makes a file and takes it away again.
fn tempfile_in(folder: &Path) -> std::io::Result<()> {
    let path = folder.join(format!(".habeas-doctor-{}", std::process::id()));
    std::fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
    std::fs::remove_file(path)
}
