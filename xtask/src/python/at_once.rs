//! Several jobs at the same time.

use std::thread;

use crate::Result;

pub(super) type Job<'a> = Box<dyn FnOnce() -> Result<()> + Send + 'a>;

/// Does all of them, each on a thread of its own.
///
/// # Errors
/// Some failed: the error says what each of those did.
pub(super) fn at_once(jobs: Vec<Job<'_>>) -> Result<()> {
    let failures: Vec<String> = thread::scope(|scope| {
        let begun: Vec<_> = jobs.into_iter().map(|job| scope.spawn(|| job().map_err(|error| error.to_string()))).collect();
        begun.into_iter().filter_map(|job| job.join().unwrap_or_else(|_| Err("a job panicked".to_owned())).err()).collect()
    });
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_done_and_the_error_has_each_failure() {
        let fails = |text: &'static str| -> Job<'_> { Box::new(move || Err(text.into())) };
        let failed = at_once(vec![fails("one"), Box::new(|| Ok(())), fails("two")]);
        assert_eq!(failed.map_err(|error| error.to_string()), Err("one\ntwo".to_owned()));
        assert!(at_once(vec![Box::new(|| Ok(()))]).is_ok());
    }
}
