//! What a process in here may still do. None of it can be taken back.

use std::{io, path::Path};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreated, RulesetCreatedAttr, Scope,
};
use rustix::{
    process::{Resource, Rlimit, getrlimit, nice, setrlimit},
    thread::{
        CapabilitiesSecureBits, CapabilitySet, CapabilitySets, clear_ambient_capability_set,
        remove_capability_from_bounding_set, set_capabilities, set_capabilities_secure_bits, set_no_new_privs,
    },
};

use super::view;
use crate::sandbox::{Bounds, READABLE};

/// Files that one process may have open.
const FILES_MAX: u64 = 1_024;

/// Bytes that may wait in queues of messages.
const QUEUES_BYTES_MAX: u64 = 1 << 20;

/// Others go first: what people wait for is answered by the server itself.
const NICER_BY: i32 = 10;

/// What Landlock must know on this system, and what it is asked for besides where it knows more.
const LANDLOCK_NEEDED: ABI = ABI::V1;
const LANDLOCK_WANTED: ABI = ABI::V6;

/// Limits of the system's, for each process.
pub(super) fn set(bounds: Bounds) -> io::Result<()> {
    // A machine may forbid even this.
    let _ = nice(NICER_BY);
    for (resource, most) in [
        (Resource::Core, 0),
        (Resource::Fsize, bounds.file_bytes),
        (Resource::Nofile, FILES_MAX),
        (Resource::Nproc, bounds.processes),
        // Not the addresses: programs lay claim to far more of these than they ever use.
        (Resource::Data, bounds.memory_bytes),
        (Resource::Memlock, 0),
        (Resource::Msgqueue, QUEUES_BYTES_MAX),
        (Resource::Cpu, bounds.cpu_s),
    ] {
        // Where less is allowed already, it stays so.
        let most = getrlimit(resource).maximum.map_or(most, |allowed| allowed.min(most));
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

/// No right is left, none comes back with a program, and root is a name like any other.
pub(super) fn give_up_rights() -> io::Result<()> {
    set_no_new_privs(true)?;
    let locked = CapabilitiesSecureBits::NO_ROOT
        | CapabilitiesSecureBits::NO_ROOT_LOCKED
        | CapabilitiesSecureBits::NO_SETUID_FIXUP
        | CapabilitiesSecureBits::NO_SETUID_FIXUP_LOCKED
        | CapabilitiesSecureBits::KEEP_CAPS_LOCKED
        | CapabilitiesSecureBits::NO_CAP_AMBIENT_RAISE
        | CapabilitiesSecureBits::NO_CAP_AMBIENT_RAISE_LOCKED;
    set_capabilities_secure_bits(locked)?;
    clear_ambient_capability_set()?;
    for number in 0..u64::BITS {
        // Numbers that this system does not know are refused.
        let _ = remove_capability_from_bounding_set(CapabilitySet::from_bits_retain(1 << number));
    }
    let none = CapabilitySet::empty();
    Ok(set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none })?)
}

/// Writes nowhere but in the place, whatever else the view may hold; reaches no socket and no process from outside.
pub(super) fn landlock(readable: &[String]) -> Result<(), landlock::RulesetError> {
    let all = AccessFs::from_all(LANDLOCK_WANTED);
    let rules = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(LANDLOCK_NEEDED))?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(all)?
        .handle_access(AccessNet::from_all(LANDLOCK_WANTED))?
        .scope(Scope::from_all(LANDLOCK_WANTED))?
        .create()?;
    let read = AccessFs::from_read(LANDLOCK_WANTED);
    let mut rules =
        readable.iter().map(String::as_str).chain(READABLE).try_fold(rules, |rules, path| allow(rules, path, read))?;
    for path in ["/etc", "/proc", "/dev"] {
        rules = allow(rules, path, AccessFs::ReadFile | AccessFs::ReadDir)?;
    }
    for device in view::DEVICES {
        rules = allow(rules, device, AccessFs::from_file(LANDLOCK_WANTED) & !AccessFs::Execute)?;
    }
    for folder in [view::TREE, view::HOME, view::TMP] {
        rules = allow(rules, folder, all)?;
    }
    rules.restrict_self().map(drop)
}

fn allow(
    rules: RulesetCreated,
    path: &str,
    access: impl Into<BitFlags<AccessFs>>,
) -> Result<RulesetCreated, landlock::RulesetError> {
    let access = access.into();
    // What is not there needs no rule.
    let Ok(opened) = PathFd::new(path) else { return Ok(rules) };
    let access = if Path::new(path).is_dir() { access } else { access & AccessFs::from_file(LANDLOCK_WANTED) };
    rules.add_rule(PathBeneath::new(opened, access))
}
