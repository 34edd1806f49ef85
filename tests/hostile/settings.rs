//! The duration and the seed of a run, and the limits of its clients.

use std::time::Duration;

pub(crate) const TIMEOUT: Duration = Duration::from_secs(2);
pub(crate) const IDLE: Duration = Duration::from_secs(1);
pub(crate) const ANSWER_LIMIT: usize = 1 << 20;
pub(crate) const EVENT_LIMIT: usize = 256 << 10;

/// The time within which a call to the healthy server succeeds, whatever the others do.
pub(crate) const BESIDE_MS: u64 = 1000;

/// The time that a call may take beyond its timeouts, on a busy machine.
const MARGIN_MS: u64 = 2000;

/// The time that the server takes for a slow stream, and the client for the bytes after its end.
const STREAM_MS: u64 = 1500;

pub(crate) const SERVER: &str = "AGENTSPEC_HOSTILE_SERVER";
const WELL: &str = "AGENTSPEC_HOSTILE_WELL";
const KEY: &str = "AGENTSPEC_HOSTILE_KEY";
const SEED: &str = "AGENTSPEC_HOSTILE_SEED";
const SECONDS: &str = "AGENTSPEC_HOSTILE_SECONDS";

/// The settings of a client process, in its environment.
#[derive(Clone, Debug)]
pub(crate) struct Servers {
    pub(crate) hostile: String,
    pub(crate) healthy: String,
    /// The credential, which no error may show.
    pub(crate) key: String,
    pub(crate) seed: u64,
    pub(crate) time: Duration,
}

impl Servers {
    /// Reads the settings; `None` in the process with the servers.
    pub(crate) fn of_environment() -> Option<Self> {
        let text = |name: &str| std::env::var(name).ok();
        Some(Self { hostile: text(SERVER)?, healthy: text(WELL)?, key: text(KEY)?, seed: seed(), time: time() })
    }

    pub(crate) fn environment(&self) -> [(&'static str, String); 10] {
        [
            (SERVER, self.hostile.clone()),
            (WELL, self.healthy.clone()),
            (KEY, self.key.clone()),
            (SEED, self.seed.to_string()),
            (SECONDS, self.time.as_secs().to_string()),
            ("AGENTSPEC_HOSTILE_ANSWER_LIMIT", ANSWER_LIMIT.to_string()),
            ("AGENTSPEC_HOSTILE_EVENT_LIMIT", EVENT_LIMIT.to_string()),
            ("AGENTSPEC_HOSTILE_TIMEOUT", TIMEOUT.as_secs().to_string()),
            ("AGENTSPEC_HOSTILE_IDLE", IDLE.as_secs().to_string()),
            // One arena: each reserves 64 MiB of address space, which counts.
            ("MALLOC_ARENA_MAX", "1".to_owned()),
        ]
    }
}

/// Returns the seed: a fixed one for a short run, a random one for a long run, unless it is set.
pub(crate) fn seed() -> u64 {
    let short = if number(SECONDS).is_some() { fastrand::u64(..) } else { 1 };
    number(SEED).unwrap_or(short)
}

pub(crate) fn time() -> Duration {
    Duration::from_secs(number(SECONDS).unwrap_or(2))
}

/// Returns the time within which a call with that many retries ends.
pub(crate) fn limit_ms(retries: u32, is_stream: bool) -> u64 {
    let attempts = u64::from(retries) + 1;
    let rest = if is_stream { millis(IDLE) + STREAM_MS } else { 0 };
    attempts * (millis(TIMEOUT) + 50) + rest + MARGIN_MS
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}
