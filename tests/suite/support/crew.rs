//! All workers of a desk.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::Poll;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use habeas_adapters::carrier::{Carrier, Loaded, NotSent, Parcel, Sent};
use habeas_adapters::cases::Cases;
use habeas_adapters::letters::HouseCard;
use habeas_adapters::mail::Sender;
use habeas_adapters::mailroom::{Letterhead, Mailboxes, Mailroom};
use habeas_adapters::nudge::Nudge;
use habeas_adapters::views::timer;
use habeas_domain::contact::Channel;
use habeas_domain::place::Language;
use habeas_domain::regime::Words;
use habeas_workers::{
    Campaigner, Courier, Linker, Notifier, Projector, Sequencer, Shredder, Speed, Sweeper,
    Timekeeper, Ways, Worker, drain,
};

use super::Office;
use super::postbox::Postbox;

/// Everyone who works at a desk.
pub struct Crew {
    pub postbox: Postbox,
    workers: Vec<Box<dyn Worker>>,
}

impl Crew {
    pub fn of(office: &Office) -> Self {
        let postbox = Postbox::default();
        let carrier: Arc<dyn Carrier> = Arc::new(postbox.clone());
        Self { workers: workers(office, &carrier, &carrier), postbox }
    }

    /// Everyone, with couriers who also leave each mail and each text message in another place.
    pub fn also_into(office: &Office, mail: Arc<dyn Carrier>, sms: Arc<dyn Carrier>) -> Self {
        let postbox = Postbox::default();
        let both = |other| -> Arc<dyn Carrier> { Arc::new(Both(postbox.clone(), other)) };
        let workers = workers(office, &both(mail), &both(sms));
        Self { postbox, workers }
    }

    /// Everyone but those who carry messages out.
    pub fn without_couriers(office: &Office) -> Self {
        let mut crew = Self::of(office);
        crew.workers.retain(|worker| !worker.name().ends_with("courier"));
        crew
    }

    /// Works until nothing is left to do at this time.
    pub async fn works(&mut self) {
        let mut all: Vec<&mut dyn Worker> = Vec::new();
        for worker in &mut self.workers {
            all.push(&mut **worker);
        }
        drain(&mut all).await.unwrap();
    }

    /// Whoever tells many people is to do it at this speed.
    pub fn tells_many_at(&mut self, office: &Office, speed: Speed) {
        let carrier: Arc<dyn Carrier> = Arc::new(self.postbox.clone());
        let slow = campaigner(&mailroom(&office.cases), &carrier, &carrier, speed);
        let at = self.workers.iter().position(|worker| worker.name() == slow.name()).unwrap();
        self.workers[at] = Box::new(slow);
    }

    /// The names of everyone, in the order in which they work.
    pub fn names(&self) -> Vec<&'static str> {
        self.workers.iter().map(|worker| worker.name()).collect()
    }

    /// Lets those who come before this one work until they have nothing left to do, and this one
    /// until it has waited so often; there it is killed. Gives whether it ended before.
    pub async fn killed_after(mut self, waits: usize, name: &str) -> bool {
        let at = self.workers.iter().position(|worker| worker.name() == name).unwrap();
        let mut victim = self.workers.remove(at);
        self.workers.truncate(at);
        self.works().await;
        killed_after(waits, &mut *victim).await
    }

    /// The same without this one.
    pub async fn works_without(&mut self, name: &str) {
        let mut all: Vec<&mut dyn Worker> = Vec::new();
        for worker in self.workers.iter_mut().filter(|worker| worker.name() != name) {
            all.push(&mut **worker);
        }
        drain(&mut all).await.unwrap();
    }

    /// Lets this one work until so many messages lie in the box, of the last of which nobody hears what
    /// became; there it is killed.
    pub async fn kills_behind(&mut self, messages: usize, name: &str) {
        let victim = self.workers.iter_mut().find(|worker| worker.name() == name).unwrap();
        let postbox = self.postbox.clone();
        postbox.gets_stuck_behind(Some(messages));
        tokio::select! {
            () = postbox.somebody_waits() => {}
            ended = victim.step() => panic!("it ended before: {ended:?}"),
        }
        postbox.gets_stuck_behind(None);
    }

    /// Lets the time go on to this moment, stopping at every alarm on the way.
    pub async fn works_until(&mut self, office: &Office, until: DateTime<Utc>) {
        self.works().await;
        loop {
            let now = office.clock.now();
            let mut reader = office.world.store.read().await.unwrap();
            let next = timer::next(reader.conn(), now).await.unwrap();
            drop(reader);
            match next.filter(|next| *next <= until) {
                Some(next) => office.clock.set(next),
                None => break,
            }
            self.works().await;
        }
        office.clock.set(until);
        self.works().await;
    }
}

/// Works until the step has waited so often, and drops it there. Gives whether it ended before.
pub async fn killed_after(waits: usize, worker: &mut dyn Worker) -> bool {
    dies_after(waits, worker.step()).await.is_some_and(|done| done.is_ok())
}

/// Lets something go on until it has waited so often, and drops it there; what it came to, if it ended
/// before.
pub async fn dies_after<T>(waits: usize, living: impl Future<Output = T>) -> Option<T> {
    let mut living = std::pin::pin!(living);
    let mut waited = 0;
    std::future::poll_fn(|context| {
        if waited > waits {
            return Poll::Ready(None);
        }
        waited += 1;
        living.as_mut().poll(context).map(Some)
    })
    .await
}

/// The workers of one desk, in the order in which a message passes them.
fn workers(
    office: &Office,
    mail: &Arc<dyn Carrier>,
    sms: &Arc<dyn Carrier>,
) -> Vec<Box<dyn Worker>> {
    let (store, requests) = (&office.world.store, &office.cases);
    let rooms = mailroom(&office.cases);
    let courier = |name, channels: &[Channel], carrier: &Arc<dyn Carrier>| {
        let speed = Speed::per_minute(100_000);
        Courier::new(name, rooms.clone(), channels, Arc::clone(carrier), speed)
    };
    vec![
        Box::new(Sequencer::new(store.clone(), Nudge::new())),
        Box::new(Projector::new(store.clone(), requests.rules().clone())),
        Box::new(Notifier::new(requests.desk().clone(), Nudge::new())),
        Box::new(courier("mail courier", &[Channel::Email, Channel::Post], mail)),
        Box::new(courier("sms courier", &[Channel::Sms], sms)),
        Box::new(Linker::new(requests.clone())),
        // The clock of a story stands still while they work.
        Box::new(campaigner(&rooms, mail, sms, Speed::unbounded())),
        Box::new(Shredder::new(requests.clone())),
        Box::new(Timekeeper::new(requests.clone())),
        Box::new(Sweeper::new(requests.clone())),
    ]
}

/// Tells many people, by mail and by text message; letters into the service's pages go with the mail.
fn campaigner(
    rooms: &Mailroom,
    mail: &Arc<dyn Carrier>,
    sms: &Arc<dyn Carrier>,
    speed: Speed,
) -> Campaigner {
    let ways: Ways = [
        (Channel::Email, Arc::clone(mail)),
        (Channel::SiteLetter, Arc::clone(mail)),
        (Channel::Sms, Arc::clone(sms)),
        (Channel::Push, Arc::clone(sms)),
    ]
    .into_iter()
    .collect();
    Campaigner::new(rooms.clone(), ways, speed)
}

/// The mailroom of a house that is called Dramalight.
pub fn mailroom(cases: &Cases) -> Mailroom {
    let card = HouseCard {
        name: Words::new("Dramalight".to_owned(), BTreeMap::new()),
        email: "privacy@dramalight.example".to_owned(),
        phone: Some("+1 555 0100".to_owned()),
        page: None,
        post: vec!["Dramalight".to_owned(), "1 Sample Street".to_owned()],
        endings: Vec::new(),
        names: BTreeMap::new(),
    };
    let letterhead = Letterhead {
        card,
        sender: Sender::parse("Dramalight Privacy <privacy@dramalight.example>").unwrap(),
        mailboxes: Mailboxes {
            everyone: "desk@dramalight.example".to_owned(),
            of: BTreeMap::from([("officer".to_owned(), "officers@dramalight.example".to_owned())]),
        },
        language: Language::parse("en").unwrap(),
        public_url: "https://privacy.dramalight.example".parse().unwrap(),
    };
    Mailroom::new(cases.clone(), letterhead)
}

/// Two ways out at once; what became of the second is what became of the message.
#[derive(Debug)]
struct Both(Postbox, Arc<dyn Carrier>);

struct Pair<'m>(Box<dyn Loaded + 'm>, Box<dyn Loaded + 'm>);

#[async_trait]
impl Carrier for Both {
    async fn load<'m>(&'m self, parcel: Parcel<'m>) -> Result<Box<dyn Loaded + 'm>, NotSent> {
        let one = self.0.load(parcel).await?;
        Ok(Box::new(Pair(one, self.1.load(parcel).await?)))
    }
}

#[async_trait]
impl Loaded for Pair<'_> {
    async fn send(self: Box<Self>) -> Sent {
        self.0.send().await;
        self.1.send().await
    }
}
