//! The target of a call, a client or a session's handle; and the calls that are not in the contract.

use agentspec_ext::{CallRecord, Client, RunWait, RunWatch, SessionHandle};
use futures::{StreamExt, TryStreamExt};

use crate::arguments::Arguments;
use crate::errors::Failure;
use crate::json;
use crate::operations;
use crate::options::CallOptions;
use crate::policy::Raised;
use crate::reply::Answer;
use crate::values::duration;

/// The object that a call is made on.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    Client(Client),
    Session(SessionHandle),
}

impl Target {
    /// Makes a call. Its failure is the exception of its retry policy, if that raised one.
    pub(crate) async fn call(self, operation: &str, arguments: Arguments, options: CallOptions) -> Result<Answer, Failure> {
        let raised = options.raised();
        let result = self.perform(operation, arguments, options, &raised).await;
        result.map_err(|failure| match failure {
            Failure::Api(error) => raised.instead_of(*error),
            failure => failure,
        })
    }

    async fn perform(self, operation: &str, mut arguments: Arguments, options: CallOptions, raised: &Raised) -> Result<Answer, Failure> {
        match self {
            Self::Session(session) => match operation {
                "send_again" => {
                    arguments.finish()?;
                    Answer::json(options.apply(session.send_again())?.send().await?)
                }
                "send_again_stream" => {
                    arguments.finish()?;
                    Answer::events(options.apply_to_stream(session.send_again_stream())?.send().await?)
                }
                _ => operations::on_session(&session, operation, arguments, options).await,
            },
            Self::Client(client) => match operation {
                "all_sessions" => all_sessions(&client, arguments, options, raised.clone()),
                "wait_for_run" | "watch_run" => {
                    let record = options.record();
                    let call = options.apply(client.pipelines().status(arguments.text("name")?))?;
                    watch(call.watch(), operation, arguments, raised.clone(), record).await
                }
                _ => operations::on_client(&client, operation, arguments, options).await,
            },
        }
    }
}

fn all_sessions(client: &Client, mut arguments: Arguments, options: CallOptions, raised: Raised) -> Result<Answer, Failure> {
    let mut call = client.sessions().list(arguments.text("agent")?);
    if let Some(limit) = arguments.optional("limit")? {
        call = call.limit(limit);
    }
    if let Some(offset) = arguments.optional("offset")? {
        call = call.offset(offset);
    }
    arguments.finish()?;
    let record = options.record();
    let sessions = options.apply(call)?.all();
    let sessions = sessions.map_ok(|session| json::text(&session));
    Ok(Answer::items(sessions.map_err(move |error| raised.instead_of(error)).boxed(), record))
}

async fn watch(
    mut watch: RunWatch,
    operation: &str,
    mut arguments: Arguments,
    raised: Raised,
    record: CallRecord,
) -> Result<Answer, Failure> {
    if let Some(id) = arguments.optional::<String>("run_id")? {
        watch = watch.run_id(id);
    }
    if let Some(seconds) = arguments.optional("poll_delay")? {
        watch = watch.poll_delay(duration("poll_delay", seconds)?);
    }
    if let Some(seconds) = arguments.optional("deadline")? {
        watch = watch.deadline(duration("deadline", seconds)?);
    }
    arguments.finish()?;
    if operation == "wait_for_run" {
        return Ok(Answer::value(&RunWait::from(watch).await?));
    }
    let changes = watch.changes().map_ok(|progress| json::text(&progress));
    Ok(Answer::items(changes.map_err(move |error| raised.instead_of(error)).boxed(), record))
}
