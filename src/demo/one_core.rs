//! On which core the demo is played.

/// While it lives, this thread and those that it starts stay on one core. Every statement goes from
/// the player to the thread of its database and back: on one core neither waits for the other one's
/// core to wake up, and a fifth of the time is saved.
#[cfg(target_os = "linux")]
pub(super) struct OneCore {
    before: Option<rustix::thread::CpuSet>,
}

#[cfg(target_os = "linux")]
impl OneCore {
    /// Stays on the core of now. Where the system does not let it, nothing changes but the time.
    pub(super) fn stay() -> Self {
        use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};
        let before = sched_getaffinity(None).ok();
        let mut one = CpuSet::new();
        one.set(sched_getcpu());
        let stays = before.is_some() && sched_setaffinity(None, &one).is_ok();
        Self { before: before.filter(|_| stays) }
    }
}

#[cfg(target_os = "linux")]
impl Drop for OneCore {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            // Staying where it is would only be slower.
            let _ = rustix::thread::sched_setaffinity(None, before);
        }
    }
}

/// Nothing of the kind is offered here.
#[cfg(not(target_os = "linux"))]
pub(super) struct OneCore;

#[cfg(not(target_os = "linux"))]
impl OneCore {
    pub(super) const fn stay() -> Self {
        Self
    }
}
