//! Arithmetic questions, which the calculator answers.

use serde_json::json;

use super::{calculator, conversation::Part, text};

const CALCULATOR: &str = "calculator";
const LONGEST: usize = 200;
const QUESTIONS: [&str; 9] = ["please", "what is", "what's", "how much is", "calculate", "compute", "evaluate", "work out", "solve"];

/// Returns the calculator call, its result, and the answer; `None` if the message is not arithmetic.
pub(super) fn answer(input: &str) -> Option<Vec<Part>> {
    let expression = expression(input)?;
    let result = calculator::evaluate(&expression);
    let said = match &result {
        Ok(value) => format!("{expression} = {value}."),
        Err(problem) => format!("I cannot work out {expression}: {problem}."),
    };
    let output = result.unwrap_or_else(|problem| format!("error: {problem}"));
    Some(vec![
        Part::ToolCall { name: CALCULATOR.to_owned(), arguments: json!({ "expression": expression }) },
        Part::ToolResult { name: CALCULATOR.to_owned(), output: output.into() },
        Part::Text(said),
    ])
}

/// Finds the expression of a message: numbers, with at least one operator.
fn expression(input: &str) -> Option<String> {
    let mut rest = input;
    while let Some(stripped) = QUESTIONS.iter().find_map(|question| text::strip(rest, question)) {
        rest = stripped;
    }
    let rest = rest.trim_end_matches(|c: char| c.is_whitespace() || "?!=.".contains(c));
    if rest.len() > LONGEST {
        return None;
    }
    let expression = rest.replace('×', "*").replace('÷', "/").replace(['−', '–'], "-");
    let arithmetic = expression.chars().all(|c| c.is_ascii_digit() || "+-*/(). ".contains(c));
    let after_first = expression.get(1..).unwrap_or_default();
    let asks = expression.contains(|c: char| c.is_ascii_digit()) && after_first.contains(['+', '-', '*', '/']);
    (arithmetic && asks).then_some(expression)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_found_in_questions() {
        for question in ["What is 2 + 3 * 4?", "what's 2 + 3 * 4", "Please calculate: 2 + 3 * 4 =", "2 + 3 * 4"] {
            assert_eq!(expression(question).as_deref(), Some("2 + 3 * 4"), "{question}");
        }
        assert_eq!(expression("How much is 6 × 7 ÷ 2 − 1?").as_deref(), Some("6 * 7 / 2 - 1"));
    }

    #[test]
    fn other_messages_are_not_arithmetic() {
        for message in ["What is 42?", "-1", "What is a + b?", "", "+-*/", "Solve", &"1+".repeat(200)] {
            assert_eq!(expression(message), None, "{message}");
        }
    }
}
