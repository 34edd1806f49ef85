//! Validates names. They become identifiers in every language, so only ASCII letters and digits are allowed, and two names never become one.

use super::super::Result;
use super::super::contract::pascal_case;
use super::node::Node;

/// The names that generated code uses for something else.
const RESERVED: [&str; 20] = [
    "Any",
    "Callable",
    "Client",
    "Deserialize",
    "Dict",
    "List",
    "Literal",
    "Map",
    "Mapping",
    "Option",
    "Optional",
    "Read",
    "Result",
    "Self",
    "Serialize",
    "String",
    "TypedDict",
    "Undecodable",
    "Union",
    "Vec",
];

/// Checks the name of a field or a call, such as `total_tokens`.
pub(super) fn snake<'a>(node: &Node<'_>, name: &'a str) -> Result<&'a str> {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if name.starts_with(|first: char| first.is_ascii_lowercase()) && name.split('_').all(is_word) {
        Ok(name)
    } else {
        node.refuse(format!("{name:?} is not a name such as total_tokens: lower-case letters and digits, joined by single underscores"))
    }
}

/// Checks the name of a type, such as `InvokeRequest`.
pub(super) fn pascal<'a>(node: &Node<'_>, name: &'a str) -> Result<&'a str> {
    if !is_pascal(name) {
        return node.refuse(format!("{name:?} is not a name such as InvokeRequest: letters and digits, the first one a capital"));
    }
    if RESERVED.contains(&name) || name.starts_with("Unknown") {
        return node.refuse(format!("the name {name} is reserved for generated code"));
    }
    Ok(name)
}

/// Checks values that become the variants of an enum.
pub(super) fn variants(node: &Node<'_>, values: &[String]) -> Result<()> {
    if values.is_empty() {
        return node.refuse("expected a value");
    }
    for (n, value) in values.iter().enumerate() {
        let name = pascal_case(value);
        if !is_pascal(&name) || name == "Self" {
            return node.refuse(format!("{value:?} cannot become a name: expected letters and digits, joined by _ or -, a letter first"));
        }
        if name == "Unknown" {
            return node.refuse(format!("{value:?} is reserved: Unknown represents the values of later servers"));
        }
        if let Some(other) = values[..n].iter().find(|other| pascal_case(other) == name) {
            return node.refuse(format!("{other:?} and {value:?} become the same name, {name}"));
        }
    }
    Ok(())
}

fn is_pascal(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
