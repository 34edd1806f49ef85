//! The server: each stream writes its events one by one, at its own pace, with the number and the time of each.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::time::{Instant, interval_at, sleep_until};

use super::{Load, PAUSE, now, raise_limit_of_files};
use crate::{Error, Result};

/// What is opened, as a path: the load, and when all streams begin, are a part of the agent's name.
pub(super) fn agent(load: Load, begin: u64) -> String {
    format!("paced-{}-{}-{begin}", load.events, load.period)
}

/// Prints its URL, and serves until its process is ended.
pub(crate) fn run() -> Result<()> {
    raise_limit_of_files()?;
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("http://{}", listener.local_addr()?);
        loop {
            let (connection, _) = listener.accept().await?;
            // Its client sees what goes wrong.
            tokio::spawn(serve(connection));
        }
    })
}

async fn serve(mut connection: TcpStream) -> Result<()> {
    connection.set_nodelay(true)?;
    let mut received = vec![0; 4096];
    let length = connection.read(&mut received).await?;
    let request = String::from_utf8_lossy(&received[..length]).into_owned();
    let numbers: Vec<u64> = request.split(['-', '/']).filter_map(|part| part.parse().ok()).collect();
    let [events, period, begin, ..] = numbers[..] else { return Err(Error::from("another agent")) };
    connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n").await?;
    // One before all, so that the client knows its stream.
    write(&mut connection, 0).await?;
    let begin = Instant::now() + Duration::from_nanos(begin.saturating_sub(now()));
    let end = begin + Duration::from_micros(period * (events + 1)) + PAUSE;
    let period = Duration::from_micros(period);
    // Streams do not write at the same time.
    let mut ticks = interval_at(begin + period.mul_f64(fastrand::f64()), period);
    for number in 1..=events {
        ticks.tick().await;
        write(&mut connection, number).await?;
    }
    sleep_until(end).await;
    let done = "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 1, \"total_tokens\": 2}}\n\n";
    connection.write_all(format!("{:x}\r\n{done}\r\n0\r\n\r\n", done.len()).as_bytes()).await?;
    Ok(())
}

/// An event in a chunk and a write of its own.
async fn write(connection: &mut TcpStream, number: u64) -> Result<()> {
    // Of one length, so that its head is, too.
    let event = format!("data: {{\"type\": \"token\", \"content\": \"{number:010} {:020}\"}}\n\n", now());
    connection.write_all(format!("{:x}\r\n{event}\r\n", event.len()).as_bytes()).await?;
    Ok(())
}
