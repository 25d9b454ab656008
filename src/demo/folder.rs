//! The folder of a demo: its place, its settings file, and the ports that its desk takes.

use std::fs::{self, DirBuilder};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::settings::{Given, Settings};

/// What the demo's folder is called, in the working folder.
const NAME: &str = "habeas-demo";
/// The settings file in it.
const SETTINGS: &str = "habeas.toml";
/// The house, without its places.
const HOUSE: &str = include_str!("house.toml");
/// Where the API listens when it can.
const API: u16 = 8080;
/// Where the operator's listener does.
const ADMIN: u16 = 8081;

/// A folder with settings in it.
pub(super) struct Folder {
    /// The folder.
    pub(super) path: PathBuf,
    /// The settings file.
    pub(super) file: PathBuf,
    /// What it says.
    pub(super) settings: Settings,
    /// Whether the API had to listen elsewhere than it usually does.
    pub(super) moved: bool,
}

impl Folder {
    /// Makes the folder and writes its settings.
    pub(super) fn make(data: Option<&Path>, listen: Option<SocketAddr>) -> anyhow::Result<Self> {
        let path = match data {
            Some(path) => empty(path)?,
            None => first_free()?,
        };
        let usual = SocketAddr::from((Ipv4Addr::LOCALHOST, API));
        // Both are held until both are known, so that they are not the same.
        let api = free(listen.unwrap_or(usual), listen.is_none())?;
        let admin = free(SocketAddr::from((Ipv4Addr::LOCALHOST, ADMIN)), true)?;
        let (api, admin) = (api.local_addr()?, admin.local_addr()?);
        let file = path.join(SETTINGS);
        let places = format!(
            "\n[store]\ndata = \".\"\n\n[http]\nlisten = \"{api}\"\nadmin_listen = \"{admin}\"\n"
        );
        fs::write(&file, format!("{HOUSE}{places}"))
            .with_context(|| format!("writing {}", file.display()))?;
        // Another desk may be set up in the environment: the demo is a house of its own.
        let given = Given { file: Some(&file), ..Given::default() };
        let settings = Settings::read(&given)?;
        Ok(Self { moved: listen.is_none() && api != usual, path, file, settings })
    }
}

/// A folder that was named: made, or found empty.
fn empty(path: &Path) -> anyhow::Result<PathBuf> {
    make(path, true).with_context(|| format!("making the folder {}", path.display()))?;
    let path = path.canonicalize()?;
    if fs::read_dir(&path)?.next().is_some() {
        bail!(
            "the folder {} is not empty: name another one, or open a demo that is there with \
             `habeas serve --settings {}`",
            path.display(),
            path.join(SETTINGS).display()
        );
    }
    Ok(path)
}

/// The first name that is free in the working folder, taken at once.
fn first_free() -> anyhow::Result<PathBuf> {
    let names = (2..=999).map(|number| format!("{NAME}-{number}"));
    for name in std::iter::once(NAME.to_owned()).chain(names) {
        match make(Path::new(&name), false) {
            Ok(()) => return Ok(Path::new(&name).canonicalize()?),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| format!("making the folder {name}")),
        }
    }
    bail!("there are too many demos here: name a folder with --data")
}

fn make(path: &Path, recursive: bool) -> io::Result<()> {
    DirBuilder::new().recursive(recursive).mode(0o700).create(path)
}

/// A listener at the address, where port 0 is one that is free. A taken one is exchanged only where
/// nobody asked for it.
fn free(wanted: SocketAddr, may_move: bool) -> anyhow::Result<TcpListener> {
    let elsewhere = SocketAddr::new(wanted.ip(), 0);
    TcpListener::bind(wanted)
        .or_else(|taken| if may_move { TcpListener::bind(elsewhere) } else { Err(taken) })
        .with_context(|| format!("listening on {wanted}"))
}
