mod launch;
mod registry;
mod state;
