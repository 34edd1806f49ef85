//! Setters that the async type of the same name has: each is called there, so that none is written twice.

/// Writes chained setters that pass their arguments on to the field named first.
macro_rules! forward {
    ($field:ident: $($(#[$attribute:meta])* fn $name:ident($($argument:ident: $ty:ty),*);)+) => {$(
        $(#[$attribute])*
        pub fn $name(mut self $(, $argument: $ty)*) -> Self {
            self.$field = self.$field.$name($($argument),*);
            self
        }
    )+};
}
