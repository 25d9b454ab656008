//! A tap on the shoulder between parts of one process.

use tokio::sync::watch;

/// Says "look again" to whoever waits, and carries nothing else: what there is to do is read from
/// the store, so a lost or doubled nudge costs time and never an effect.
#[derive(Debug, Clone)]
pub struct Nudge(watch::Sender<()>);

/// The waiting side of a [`Nudge`].
#[derive(Debug, Clone)]
pub struct Nudged(watch::Receiver<()>);

impl Nudge {
    /// A nudge that nobody waits for yet.
    #[must_use]
    pub fn new() -> Self {
        Self(watch::Sender::new(()))
    }

    /// Wakes everyone who waits, and makes the next wait of everyone else return at once.
    pub fn ring(&self) {
        self.0.send_replace(());
    }

    /// One more waiting side.
    #[must_use]
    pub fn listener(&self) -> Nudged {
        Nudged(self.0.subscribe())
    }
}

impl Default for Nudge {
    fn default() -> Self {
        Self::new()
    }
}

impl Nudged {
    /// Forgets rings so far. To be called *before* looking for work, so that a ring during the look
    /// ends the wait after it.
    pub fn forget(&mut self) {
        self.0.mark_unchanged();
    }

    /// Waits for a ring since the last [`forget`](Self::forget) or wait. When nobody is left who
    /// could ring, waits for ever: the caller's time limit and stop signal end it.
    pub async fn wait(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_ring_during_the_look_is_not_lost() {
        let nudge = Nudge::new();
        let mut nudged = nudge.listener();
        nudge.ring();
        nudged.forget();
        nudge.ring();
        nudged.wait().await;
    }
}
