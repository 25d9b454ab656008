//! All workers of a desk, and the postbox into which their couriers put messages.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use habeas_adapters::carrier::{Carrier, Loaded, NotSent, Parcel, Sent};
use habeas_adapters::cases::Cases;
use habeas_adapters::clock::Simulated;
use habeas_adapters::letters::HouseCard;
use habeas_adapters::mail::{self, Sender};
use habeas_adapters::mailroom::{Letterhead, Mailboxes, Mailroom};
use habeas_adapters::nudge::Nudge;
use habeas_adapters::views::timer;
use habeas_domain::contact::Channel;
use habeas_domain::delivery::NotSentClass;
use habeas_domain::place::Language;
use habeas_domain::regime::Words;
use habeas_workers::{
    Campaigner, Courier, Linker, Notifier, Projector, Sequencer, Shredder, Speed, Sweeper,
    Timekeeper, Ways, Worker, drain,
};
use tokio::sync::Notify;

use super::Office;

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
        let moods = Arc::clone(&self.postbox.1);
        *moods.stuck_behind.lock().unwrap() = Some(messages);
        tokio::select! {
            () = moods.reached.notified() => {}
            ended = victim.step() => panic!("it ended before: {ended:?}"),
        }
        *moods.stuck_behind.lock().unwrap() = None;
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
        Box::new(campaigner(&rooms, mail, sms)),
        Box::new(Shredder::new(requests.clone())),
        Box::new(Timekeeper::new(requests.clone())),
        Box::new(Sweeper::new(requests.clone())),
    ]
}

/// Tells many people, by mail and by text message; letters into the service's pages go with the mail.
fn campaigner(rooms: &Mailroom, mail: &Arc<dyn Carrier>, sms: &Arc<dyn Carrier>) -> Campaigner {
    let ways: Ways = [
        (Channel::Email, Arc::clone(mail)),
        (Channel::SiteLetter, Arc::clone(mail)),
        (Channel::Sms, Arc::clone(sms)),
        (Channel::Push, Arc::clone(sms)),
    ]
    .into_iter()
    .collect();
    // The clock of a story stands still while they work.
    Campaigner::new(rooms.clone(), ways, Speed::unbounded())
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

/// What was put in, in order. A clone is the same box.
#[derive(Debug, Clone, Default)]
pub struct Postbox(Arc<Mutex<Vec<Posted>>>, Arc<Moods>);

/// How the box behaves to whoever puts messages into it.
#[derive(Debug, Default)]
struct Moods {
    /// They get stuck behind so many messages; none: nowhere.
    stuck_behind: Mutex<Option<usize>>,
    reached: Notify,
    /// Whether each message waits until it is let in.
    waits: Mutex<bool>,
    let_in: Notify,
    /// What it does not take.
    refuses: Mutex<Option<Refuses>>,
    /// How long each message takes.
    slow: Mutex<Option<(Simulated, TimeDelta)>>,
}

/// Which messages are not taken, and why.
#[derive(Debug)]
struct Refuses {
    /// To whom; none: to anybody.
    to: Option<String>,
    why: NotSent,
}

/// One message in the box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    pub id: String,
    pub to: String,
    /// As it went over the wire.
    pub bytes: String,
}

impl Posted {
    /// The subject and the text of a mail; of a text message, the text twice.
    pub fn read(&self) -> (String, String) {
        match mail::read(&self.bytes) {
            Ok(read) if self.to.contains('@') => (read.subject, read.text),
            _ => (self.bytes.clone(), self.bytes.clone()),
        }
    }

    pub fn subject(&self) -> String {
        self.read().0
    }

    pub fn text(&self) -> String {
        self.read().1
    }
}

impl Postbox {
    /// From now on it takes nothing for this reason, or everything again.
    pub fn refuses(&self, why: Option<NotSentClass>) {
        let refuses = |class| Refuses { to: None, why: NotSent::of_message(class, None) };
        *self.1.refuses.lock().unwrap() = why.map(refuses);
    }

    /// From now on it takes nothing for this address alone.
    pub fn refuses_one(&self, to: &str, class: NotSentClass) {
        let refuses = Refuses { to: Some(to.to_owned()), why: NotSent::of_message(class, None) };
        *self.1.refuses.lock().unwrap() = Some(refuses);
    }

    /// From now on nobody reaches it, or everybody again.
    pub fn is_down(&self, down: bool) {
        let why = NotSent::of_house(NotSentClass::Transient, None);
        *self.1.refuses.lock().unwrap() = down.then_some(Refuses { to: None, why });
    }

    /// From now on a message waits until it is let in.
    pub fn lets_wait(&self) {
        *self.1.waits.lock().unwrap() = true;
    }

    /// One waits.
    pub async fn somebody_waits(&self) {
        self.1.reached.notified().await;
    }

    /// It is let in, and so is everything after it.
    pub fn lets_in(&self) {
        *self.1.waits.lock().unwrap() = false;
        self.1.let_in.notify_waiters();
    }

    /// From now on each message takes so long.
    pub fn takes_its_time(&self, clock: &Simulated, each: TimeDelta) {
        *self.1.slow.lock().unwrap() = Some((clock.clone(), each));
    }

    /// Everything so far.
    pub fn all(&self) -> Vec<Posted> {
        self.0.lock().unwrap().clone()
    }

    /// Takes out what is in it.
    pub fn empty(&self) -> Vec<Posted> {
        std::mem::take(&mut self.0.lock().unwrap())
    }

    /// Takes out the only message to this address; the others stay.
    #[track_caller]
    pub fn only(&self, to: &str) -> Posted {
        let mut all = self.0.lock().unwrap();
        let (mine, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut *all).into_iter().partition(|posted| posted.to == to);
        *all = others;
        assert_eq!(mine.len(), 1, "{:?}", mine.iter().map(Posted::subject).collect::<Vec<_>>());
        mine.into_iter().next().unwrap()
    }
}

#[async_trait]
impl Carrier for Postbox {
    async fn load<'m>(&'m self, parcel: Parcel<'m>) -> Result<Box<dyn Loaded + 'm>, NotSent> {
        let posted = Posted {
            id: parcel.id.as_str().to_owned(),
            to: parcel.to.to_owned(),
            bytes: parcel.bytes.to_owned(),
        };
        Ok(Box::new(Slot { postbox: self.clone(), posted }))
    }
}

struct Slot {
    postbox: Postbox,
    posted: Posted,
}

#[async_trait]
impl Loaded for Slot {
    async fn send(self: Box<Self>) -> Sent {
        if let Some(refuses) = &*self.postbox.1.refuses.lock().unwrap()
            && refuses.to.as_ref().is_none_or(|to| *to == self.posted.to)
        {
            return Sent::NotSent(refuses.why.clone());
        }
        let waits = *self.postbox.1.waits.lock().unwrap();
        if waits {
            self.postbox.1.reached.notify_one();
            self.postbox.1.let_in.notified().await;
        }
        if let Some((clock, each)) = &*self.postbox.1.slow.lock().unwrap() {
            clock.advance(*each);
        }
        let count = {
            let mut all = self.postbox.0.lock().unwrap();
            all.push(self.posted);
            all.len()
        };
        let moods = &self.postbox.1;
        let behind = *moods.stuck_behind.lock().unwrap();
        if behind == Some(count) {
            moods.reached.notify_one();
            std::future::pending::<()>().await;
        }
        Sent::HandedOver { provider: Some("taken-1".to_owned()), code: None }
    }
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
