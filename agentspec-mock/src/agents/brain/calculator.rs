//! The calculator: numbers, `+ - * /`, signs and parentheses. Never panics; the nesting depth is bounded.

use std::fmt;

/// The maximum nesting depth of parentheses and signs.
const DEEPEST: usize = 64;

/// Why an expression has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    Malformed,
    DivisionByZero,
    TooDeep,
    TooLarge,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the expression is not complete",
            Self::DivisionByZero => "division by zero has no result",
            Self::TooDeep => "the parentheses are nested too deep",
            Self::TooLarge => "the result is too large",
        })
    }
}

/// Evaluates an expression. The result has at most 12 digits.
pub(super) fn evaluate(expression: &str) -> Result<String, Problem> {
    let mut parser = Parser { rest: expression };
    let value = parser.sum(DEEPEST)?;
    if !parser.rest.trim_start().is_empty() {
        return Err(Problem::Malformed);
    }
    if value.is_finite() { Ok(written(value)) } else { Err(Problem::TooLarge) }
}

/// Formats a value with twelve digits, which hides binary rounding: 0.1 + 0.2 is 0.3.
fn written(value: f64) -> String {
    let rounded: f64 = format!("{value:.11e}").parse().unwrap_or(value);
    if rounded == 0.0 {
        "0".to_owned()
    } else if (1e-6..1e15).contains(&rounded.abs()) {
        rounded.to_string()
    } else {
        format!("{rounded:e}")
    }
}

struct Parser<'e> {
    rest: &'e str,
}

impl Parser<'_> {
    fn sum(&mut self, depth: usize) -> Result<f64, Problem> {
        let mut value = self.product(depth)?;
        loop {
            if self.take('+') {
                value += self.product(depth)?;
            } else if self.take('-') {
                value -= self.product(depth)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn product(&mut self, depth: usize) -> Result<f64, Problem> {
        let mut value = self.factor(depth)?;
        loop {
            if self.take('*') {
                value *= self.factor(depth)?;
            } else if self.take('/') {
                let divisor = self.factor(depth)?;
                if divisor == 0.0 {
                    return Err(Problem::DivisionByZero);
                }
                value /= divisor;
            } else {
                return Ok(value);
            }
        }
    }

    fn factor(&mut self, depth: usize) -> Result<f64, Problem> {
        let depth = depth.checked_sub(1).ok_or(Problem::TooDeep)?;
        if self.take('-') {
            return Ok(-self.factor(depth)?);
        }
        if self.take('+') {
            return self.factor(depth);
        }
        if self.take('(') {
            let value = self.sum(depth)?;
            return if self.take(')') { Ok(value) } else { Err(Problem::Malformed) };
        }
        self.number()
    }

    fn number(&mut self) -> Result<f64, Problem> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        digits.parse().map_err(|_| Problem::Malformed)
    }

    fn take(&mut self, wanted: char) -> bool {
        self.rest = self.rest.trim_start();
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(expression: &str, value: &str) {
        assert_eq!(evaluate(expression).as_deref(), Ok(value), "{expression}");
    }

    #[test]
    fn products_precede_sums_and_both_are_left_associative() {
        check("2 + 3 * 4", "14");
        check("(2 + 3) * 4", "20");
        check("10 - 3 - 2", "5");
        check("100 / 10 / 4", "2.5");
        check("-2 * -(3 - +1)", "4");
    }

    #[test]
    fn decimals_are_written_as_people_write_them() {
        check("0.1 + 0.2", "0.3");
        check("1 / 3", "0.333333333333");
        check(".5 + 5.", "5.5");
        check("0 * -1", "0");
        check("999999999999999 + 1", "1e15");
        check("1 / 10000000", "1e-7");
    }

    #[test]
    fn an_expression_without_a_value_has_the_reason() {
        for malformed in ["", "2 +", "(2", "2)", "2 3", "1.2.3", ".", "()", "2 ** 3", "x"] {
            assert_eq!(evaluate(malformed), Err(Problem::Malformed), "{malformed}");
        }
        assert_eq!(evaluate("1 / (2 - 2)"), Err(Problem::DivisionByZero));
        assert_eq!(evaluate(&"9".repeat(400)), Err(Problem::TooLarge));
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow_the_stack() {
        let deep = 1_000_000;
        assert_eq!(evaluate(&"(".repeat(deep)), Err(Problem::TooDeep));
        assert_eq!(evaluate(&format!("{}1", "-".repeat(deep))), Err(Problem::TooDeep));
        check(&format!("{}1{}", "(".repeat(60), ")".repeat(60)), "1");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(expression in "[-+*/(). 0-9é]{0,60}") {
            let _ = evaluate(&expression);
        }

        #[test]
        fn sums_of_integers_are_exact(a in -100_000..100_000_i32, b in -100_000..100_000_i32) {
            prop_assert_eq!(evaluate(&format!("{a} + {b}")), Ok((a + b).to_string()));
        }
    }
}
