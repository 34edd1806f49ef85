//! `health`, `metrics`.

use crate::{reply::Reply, wire, world::World};

pub(super) fn health(world: &World) -> Reply {
    Reply::ok(&wire::Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        uptime_seconds: world.up.elapsed().as_secs(),
        checks: wire::HealthChecks { agents: "ok" },
    })
}

pub(super) fn metrics(world: &World) -> Reply {
    let exposition = world.metrics.exposition(world.sessions.len());
    Reply::text("text/plain; version=0.0.4; charset=utf-8", exposition)
}
