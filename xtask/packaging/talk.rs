//! The conversation of the examples, with the packages of the client and of the mock server, as another crate uses them.

use std::error::Error;

use agentspec_ext::StreamEvent;
use agentspec_ext::blocking::Client;
use agentspec_mock::MockServer;

const MESSAGES: [&str; 3] =
    ["Hi, I'm building a web scraper in Python.", "What library should I use for parsing HTML?", "Can you show me a quick example?"];

fn main() -> Result<(), Box<dyn Error>> {
    let mock = MockServer::builder().start_blocking()?;
    let client = Client::builder().without_environment().base_url(mock.url()).build()?;
    let session = client.sessions().create("assistant").call()?;
    println!("Session created: {}", session.session_id);
    let chat = client.sessions().open("assistant", session.session_id);
    for message in MESSAGES {
        print!("\nYou: {message}\nAgent: ");
        for event in chat.continue_stream(message).call()? {
            match event? {
                StreamEvent::Token(token) => print!("{}", token.content),
                StreamEvent::Done(done) => println!("\n  [Tokens: {}]", done.usage.total_tokens),
                _ => {}
            }
        }
    }
    Ok(())
}
