//! Power cuts: what the disk has at one moment is all that is left, and every acknowledged operation is in it.

use std::{fs, path::Path, time::Duration};

use rustix::process::{Signal, kill_process};
use tokio::sync::watch;

use crate::{
    audit::Findings,
    crew::{Crew, UNLIMITED},
    dice::Dice,
    disk::Disk,
    rounds::{self, Moment},
    scale::{Scale, not_run},
    support::process::Process,
};

const USERS: usize = 8;
const TABS: usize = 4;

/// Answers "it is written" to whoever asks for it, and writes nothing.
const LYING: [&str; 9] =
    ["strace", "-D", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", "inject=fsync,fdatasync:retval=0"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_power_is_cut() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    if let Err(reason) = Disk::make(&folder.path().join("try.img")) {
        return not_run("power cuts", &reason);
    }
    let dice = Dice::cast("power");
    let cuts = Scale::chosen().of(10, 200);
    rounds::clean("power", cuts, async |cuts| one_disk(folder.path(), cuts, &dice).await).await;
}

/// Shows that the test above can fail: a disk that lies loses what was acknowledged, and the audit says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_lies_is_found_out() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let image = folder.path().join("lying.img");
    let disk = match Disk::make(&image) {
        Ok(disk) => disk,
        Err(reason) => return not_run("a disk that lies", &reason),
    };
    if std::process::Command::new(LYING[0]).arg("-V").output().is_err() {
        return not_run("a disk that lies", "there is no strace");
    }
    let dice = Dice::cast("a disk that lies");
    let data = disk.path().join("data");
    let process = Process::serve(&data, &UNLIMITED);
    let mut crew = Crew::hire(&process, &data, USERS, TABS, &dice).await;
    crew.come_back_all(process.address()).await;
    process.end(Signal::TERM);

    let process = Process::serve_under(&LYING, &data, &UNLIMITED);
    let copy = folder.path().join("copy.img");
    let moment = Moment { is_early: false, after: Duration::from_millis(400) };
    cut(&disk, process, &mut crew, &copy, &moment).await;
    drop(disk);
    let disk = Disk::mount(&copy).expect("a disk");
    let found = crew.audit(&disk.path().join("data"));
    println!("a disk that lies: {}", found.summary());
    assert!(found.lost > 0, "nothing was lost: this proves nothing");
}

/// Cuts the power of one disk `cuts` times, each time going on with what was left, and audits it.
async fn one_disk(folder: &Path, cuts: usize, dice: &Dice) -> Findings {
    let image = |number: usize| folder.join(format!("{number}.img"));
    let mut disk = Disk::make(&image(0)).expect("a disk");
    let mut process = Process::serve(&disk.path().join("data"), &UNLIMITED);
    let mut crew = Crew::hire(&process, &disk.path().join("data"), USERS, TABS, dice).await;
    let mut last = Findings::default();
    for number in 1..=cuts {
        cut(&disk, process, &mut crew, &image(number), &Moment::draw(dice)).await;
        drop(disk);
        fs::remove_file(image(number - 1)).expect("the image that has lost its power");

        disk = Disk::mount(&image(number)).expect("a disk");
        let data = disk.path().join("data");
        last = crew.audit(&data).after(&last);
        if !last.problems.is_empty() {
            return last;
        }
        process = Process::serve(&data, &UNLIMITED);
    }
    crew.come_back_all(process.address()).await;
    drop(process);
    last
}

/// Lets everybody work for a while, stops the server in the middle of it, and copies what the disk has by then.
async fn cut(disk: &Disk, process: Process, crew: &mut Crew, copy: &Path, moment: &Moment) {
    let address = process.address().to_owned();
    let (over, is_over) = watch::channel(false);
    let fault = async {
        tokio::time::sleep(moment.after).await;
        kill_process(process.pid(), Signal::STOP).expect("the process is there");
        process.wait_until_stopped();
        disk.copy_to(copy);
        // Only now: what was acknowledged before it stood still is heard, and counts.
        over.send_replace(true);
    };
    if moment.is_early {
        tokio::join!(fault, crew.come_back_until(&address, &is_over));
    } else {
        crew.come_back_all(&address).await;
        tokio::join!(fault, crew.work_until(&is_over));
    }
    process.end(Signal::KILL);
}
