mod catalogue;
mod launch;
mod registry;
mod state;
