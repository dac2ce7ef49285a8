//! What a step may cost. The figures are those of docs/apps.md.

/// Operations of Rhai for a handler: about 5 ms.
pub const HANDLER_OPERATIONS_MAX: u64 = 200_000;
/// Operations for showing a state, all expressions together.
pub const RENDER_OPERATIONS_MAX: u64 = 500_000;
/// How many times more the permission `cpu.high` allows.
pub const HIGH_CPU_FACTOR: u64 = 5;
/// Time for a step or a view, whatever it does meanwhile.
pub const TIME_MAX_MS: i64 = 50;
/// Calls within calls.
pub const CALL_LEVELS_MAX: usize = 32;
/// Expressions within expressions.
pub const EXPRESSION_DEPTH_MAX: usize = 64;
/// Bytes of one text.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;
/// Items of one list, those within it included.
pub const LIST_ITEMS_MAX: usize = 10_000;
/// Lists within lists in a state.
pub const STATE_DEPTH_MAX: usize = 16;
/// Bytes of the state of one instance, as JSON.
pub const INSTANCE_BYTES_MAX: usize = 256 * 1024;
/// Bytes of what all instances of an app share and hold.
pub const APP_BYTES_MAX: usize = 5 * 1024 * 1024;
/// Components of one view, those of loops counted each.
pub const SHOWN_MAX: usize = 5_000;
/// Effects of one step.
pub const EFFECTS_MAX: usize = 32;
/// Bytes of a message to another app.
pub const MESSAGE_BYTES_MAX: usize = 16 * 1024;
