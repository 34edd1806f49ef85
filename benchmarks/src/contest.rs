//! Measures contenders against each other: in each round each runs once, another one begins, and the least of all rounds counts, or their
//! median.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::Result;

/// What a run took: on the clock, and of this thread's CPU.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
}

impl Cost {
    pub(crate) const NONE: Self = Self { wall: Duration::ZERO, cpu: Duration::ZERO };
    const UNKNOWN: Self = Self { wall: Duration::MAX, cpu: Duration::MAX };

    /// That of `run`.
    pub(crate) fn of(run: impl FnOnce() -> Result<()>) -> Result<Self> {
        let (wall, cpu) = (Instant::now(), cpu_time());
        run()?;
        Ok(Self { wall: wall.elapsed(), cpu: cpu_time().saturating_sub(cpu) })
    }

    fn least(self, other: Self) -> Self {
        Self { wall: self.wall.min(other.wall), cpu: self.cpu.min(other.cpu) }
    }
}

/// The CPU time of this thread.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

pub(crate) struct Contender<'a> {
    pub(crate) name: String,
    once: Box<dyn FnMut() -> Result<Cost> + 'a>,
}

impl<'a> Contender<'a> {
    /// `once` measures one run, so that what it prepares is no part of it.
    pub(crate) fn new(name: impl Into<String>, once: impl FnMut() -> Result<Cost> + 'a) -> Self {
        Self { name: name.into(), once: Box::new(once) }
    }
}

/// The least that each took, in the order of the contenders.
pub(crate) fn compete(rounds: usize, contenders: &mut [Contender<'_>]) -> Result<Vec<Cost>> {
    let costs = all(rounds, contenders)?;
    Ok(costs.into_iter().map(|costs| costs.into_iter().fold(Cost::UNKNOWN, Cost::least)).collect())
}

/// The median of what each took. In few rounds the system runs client and server such that neither has to wake the other: the least would compare one
/// contender's such round with the usual ones of another.
pub(crate) fn compete_by_median(rounds: usize, contenders: &mut [Contender<'_>]) -> Result<Vec<Cost>> {
    let median = |costs: &[Cost], part: fn(&Cost) -> Duration| {
        let mut parts: Vec<_> = costs.iter().map(part).collect();
        parts.sort_unstable();
        parts.get(parts.len() / 2).copied().unwrap_or_default()
    };
    let costs = all(rounds, contenders)?;
    Ok(costs.iter().map(|costs| Cost { wall: median(costs, |cost| cost.wall), cpu: median(costs, |cost| cost.cpu) }).collect())
}

/// What each took in all rounds.
fn all(rounds: usize, contenders: &mut [Contender<'_>]) -> Result<Vec<Vec<Cost>>> {
    let mut costs = vec![Vec::new(); contenders.len()];
    for round in 0..rounds {
        for turn in 0..contenders.len() {
            let number = (round + turn) % contenders.len();
            let contender = &mut contenders[number];
            let cost = (contender.once)().map_err(|error| format!("{}: {error}", contender.name))?;
            costs[number].push(cost);
        }
    }
    Ok(costs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_of_all_rounds_counts_and_each_begins_one() -> Result<()> {
        let order = std::cell::RefCell::new(String::new());
        let contender = |name: &'static str, mut millis: u64| {
            let order = &order;
            Contender::new(name, move || {
                order.borrow_mut().push_str(name);
                millis -= 1;
                Ok(Cost { wall: Duration::from_millis(millis), cpu: Duration::from_millis(2 * millis) })
            })
        };
        let costs = compete(2, &mut [contender("a", 10), contender("b", 20)])?;
        assert_eq!(*order.borrow(), "abba");
        assert_eq!(costs[1].wall, Duration::from_millis(18));
        assert_eq!(costs[0].cpu, Duration::from_millis(16));
        let costs = compete_by_median(3, &mut [contender("a", 10)])?;
        assert_eq!((costs[0].wall, costs[0].cpu), (Duration::from_millis(8), Duration::from_millis(16)));
        Ok(())
    }
}
