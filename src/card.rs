//! Cards: visual containers on a stack, each a title and blocks.

pub mod block;
pub mod export;
