//! The allocator: the system's, which counts what a thread allocates while it is asked to. Else it costs the look at a flag.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What was allocated: how often, a growth included, and how many bytes more than were freed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Allocated {
    pub(crate) count: u64,
    pub(crate) held: i64,
}

thread_local! {
    /// None while nobody counts.
    static COUNTED: Cell<Option<Allocated>> = const { Cell::new(None) };
}

/// Counts what `run` allocates on this thread.
pub(crate) fn counted(run: impl FnOnce()) -> Allocated {
    COUNTED.set(Some(Allocated::default()));
    run();
    COUNTED.take().unwrap_or_default()
}

fn count(allocations: u64, allocated: usize, freed: usize) {
    if let Some(counted) = COUNTED.get() {
        let held = counted.held.saturating_add_unsigned(allocated as u64).saturating_sub_unsigned(freed as u64);
        COUNTED.set(Some(Allocated { count: counted.count + allocations, held }));
    }
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[expect(unsafe_code, reason = "the trait is; each call is the system's with the caller's own arguments, so that its contract holds")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size(), 0);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size(), 0);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(1, size, layout.size());
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(0, 0, layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn what_is_allocated_grown_and_freed_is_counted() {
        let mut kept = Vec::new();
        let allocated = counted(|| {
            kept = Vec::<u8>::with_capacity(10);
            kept.reserve_exact(30);
            drop(black_box(Box::new(7_u64)));
        });
        assert_eq!(allocated, Allocated { count: 3, held: i64::try_from(kept.capacity()).unwrap_or_default() });
    }

    #[test]
    fn nothing_is_counted_unasked_or_of_another_thread() {
        let other = || drop(black_box(vec![0_u8; 100]));
        let together = Barrier::new(2);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                together.wait();
                other();
                together.wait();
            });
            let wait = || {
                together.wait();
                together.wait();
            };
            assert_eq!(counted(wait), Allocated::default());
        });
        other();
        assert_eq!(COUNTED.get(), None);
    }
}
