//! A box that messages are put into instead of going out, and its moods.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use habeas_adapters::carrier::{Carrier, Loaded, NotSent, Parcel, Sent};
use habeas_adapters::clock::Simulated;
use habeas_adapters::mail;
use habeas_domain::delivery::NotSentClass;
use tokio::sync::Notify;

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

/// Which messages are not taken, and what is said of them.
#[derive(Debug)]
struct Refuses {
    whom: Whom,
    says: Sent,
}

/// Whose messages.
#[derive(Debug)]
enum Whom {
    Everybodys,
    /// To this address.
    One(String),
    /// To telephones.
    Texts,
    /// To mailboxes.
    Mails,
}

impl Whom {
    fn is(&self, to: &str) -> bool {
        match self {
            Self::Everybodys => true,
            Self::One(address) => address == to,
            Self::Texts => !to.contains('@'),
            Self::Mails => to.contains('@'),
        }
    }
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
    fn says(&self, refuses: Option<(Whom, Sent)>) {
        *self.1.refuses.lock().unwrap() = refuses.map(|(whom, says)| Refuses { whom, says });
    }

    /// From now on it takes nothing for this reason, or everything again.
    pub fn refuses(&self, why: Option<NotSentClass>) {
        let of_message = |class| Sent::NotSent(NotSent::of_message(class, None));
        self.says(why.map(|class| (Whom::Everybodys, of_message(class))));
    }

    /// From now on it takes nothing for this address alone.
    pub fn refuses_one(&self, to: &str, class: NotSentClass) {
        let of_message = Sent::NotSent(NotSent::of_message(class, None));
        self.says(Some((Whom::One(to.to_owned()), of_message)));
    }

    /// From now on nobody reaches it, or everybody again.
    pub fn is_down(&self, down: bool) {
        let of_house = Sent::NotSent(NotSent::of_house(NotSentClass::Transient, None));
        self.says(down.then_some((Whom::Everybodys, of_house)));
    }

    /// From now on the login of the house is taken nowhere.
    pub fn knows_us_no_more(&self) {
        let of_house = Sent::NotSent(NotSent::of_house(NotSentClass::RelayPermanent, None));
        self.says(Some((Whom::Everybodys, of_house)));
    }

    /// From now on the login of the house is not taken where text messages go out.
    pub fn takes_no_texts(&self) {
        let of_house = Sent::NotSent(NotSent::of_house(NotSentClass::RelayPermanent, None));
        self.says(Some((Whom::Texts, of_house)));
    }

    /// From now on no mail is taken, for this reason.
    pub fn takes_no_mail(&self, class: NotSentClass) {
        let of_message = Sent::NotSent(NotSent::of_message(class, None));
        self.says(Some((Whom::Mails, of_message)));
    }

    /// From now on it keeps what it is given, and never says so.
    pub fn keeps_silent(&self) {
        self.says(Some((Whom::Everybodys, Sent::Unknown)));
    }

    /// From now on nobody hears what became of the last of so many messages; none: of any.
    pub fn gets_stuck_behind(&self, messages: Option<usize>) {
        *self.1.stuck_behind.lock().unwrap() = messages;
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
            && refuses.whom.is(&self.posted.to)
        {
            if refuses.says == Sent::Unknown {
                self.postbox.0.lock().unwrap().push(self.posted);
            }
            return refuses.says.clone();
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
