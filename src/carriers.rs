//! The ways out of the building, by the settings.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use habeas_adapters::carrier::{Carrier, NoWay};
use habeas_adapters::clock::Clock;
use habeas_adapters::mail::{self, Smtp, SmtpConfig};
use habeas_adapters::platform::{self, Platform, PlatformConfig, SigningKey};
use habeas_adapters::sms::{self, Gateway, GatewayConfig};
use habeas_adapters::store::Durability;
use habeas_domain::contact::Channel;
use habeas_workers::Ways;
use zeroize::Zeroizing;

use crate::letterhead;
use crate::settings::{MailTransport, PlatformSettings, Security, Settings, SmsSettings};

/// How e-mail leaves; the durability is that of files.
pub(crate) fn mail(
    settings: &Settings,
    durability: Durability,
) -> anyhow::Result<Arc<dyn Carrier>> {
    Ok(match &settings.mail.transport {
        MailTransport::Folder { folder } => Arc::new(mail::Folder::new(folder.clone(), durability)),
        MailTransport::Smtp { .. } => Arc::new(smtp(settings)?.context("no mail server")?),
    })
}

/// The mail server, where there is one.
pub(crate) fn smtp(settings: &Settings) -> anyhow::Result<Option<Smtp>> {
    let MailTransport::Smtp { host, port, security, login, timeout_seconds } =
        &settings.mail.transport
    else {
        return Ok(None);
    };
    let config = SmtpConfig {
        host: host.clone(),
        port: *port,
        security: match security {
            Security::StartTls => mail::Security::StartTls,
            Security::Tls => mail::Security::Tls,
            Security::None => mail::Security::None,
        },
        login: login.as_ref().map(|login| mail::Login {
            username: login.username.clone(),
            password: Zeroizing::new(login.password.reveal().to_owned()),
        }),
        from: letterhead::sender(settings)?,
        timeout: Duration::from_secs(*timeout_seconds),
        more_roots: Vec::new(),
    };
    Ok(Some(Smtp::new(config)?))
}

/// How text messages leave; the durability is that of files.
pub(crate) fn sms(settings: &Settings, durability: Durability) -> anyhow::Result<Arc<dyn Carrier>> {
    Ok(match &settings.sms {
        SmsSettings::None => Arc::new(NoWay),
        SmsSettings::Folder { folder } => Arc::new(sms::Folder::new(folder.clone(), durability)),
        SmsSettings::Http { .. } => Arc::new(gateway(settings)?.context("no gateway")?),
    })
}

/// The gateway, where there is one.
pub(crate) fn gateway(settings: &Settings) -> anyhow::Result<Option<Gateway>> {
    let SmsSettings::Http { url, account, token, from, timeout_seconds } = &settings.sms else {
        return Ok(None);
    };
    let config = GatewayConfig {
        url: url.clone(),
        account: account.clone(),
        token: Zeroizing::new(token.reveal().to_owned()),
        from: from.clone(),
        timeout: Duration::from_secs(*timeout_seconds),
        more_roots: Vec::new(),
    };
    Ok(Some(Gateway::new(&config)?))
}

/// How push messages and site letters leave, where they do; the durability is that of files.
fn platform(
    settings: &Settings,
    durability: Durability,
) -> anyhow::Result<Option<Arc<dyn Carrier>>> {
    Ok(match &settings.platform {
        PlatformSettings::None => None,
        PlatformSettings::Folder { folder } => {
            Some(Arc::new(platform::Folder::new(folder.clone(), durability)))
        }
        PlatformSettings::Webhook { .. } => {
            Some(Arc::new(webhook(settings)?.context("no webhook")?))
        }
    })
}

/// The webhook of the service, where there is one.
pub(crate) fn webhook(settings: &Settings) -> anyhow::Result<Option<Platform>> {
    let PlatformSettings::Webhook { url, secret, former_secret, timeout_seconds } =
        &settings.platform
    else {
        return Ok(None);
    };
    let secrets = std::iter::once(secret).chain(former_secret);
    let config = PlatformConfig {
        url: url.clone(),
        keys: secrets.map(|key| SigningKey::parse(key.reveal())).collect::<Result<_, _>>()?,
        timeout: Duration::from_secs(*timeout_seconds),
        more_roots: Vec::new(),
    };
    Ok(Some(Platform::new(&config, Clock::System)?))
}

/// Every way by which campaigns tell people here without anybody's hands.
pub(crate) fn ways(
    settings: &Settings,
    (mail, sms): (&Arc<dyn Carrier>, &Arc<dyn Carrier>),
    durability: Durability,
) -> anyhow::Result<Ways> {
    let mut ways = Ways::from([(Channel::Email, Arc::clone(mail))]);
    if !matches!(settings.sms, SmsSettings::None) {
        ways.insert(Channel::Sms, Arc::clone(sms));
    }
    if let Some(platform) = platform(settings, durability)? {
        ways.insert(Channel::Push, Arc::clone(&platform));
        ways.insert(Channel::SiteLetter, platform);
    }
    Ok(ways)
}
