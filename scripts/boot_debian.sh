#!/bin/bash
# boot_debian.sh ROOT INIT…: starts INIT, such as /lib/systemd/systemd, as the first process of the
# Debian in the folder ROOT, in namespaces of its own, with the network of this machine. Ends, with
# all that runs in it, when it is killed. Folders of this machine in PROVE_SHARED, with colons, are
# seen in it, too. For prove_deploy.py; as root.
set -euo pipefail
export R=$1
shift
for groups in systemd unified; do
    [ ! -d /sys/fs/cgroup/$groups ] || {
        mkdir -p /sys/fs/cgroup/$groups/debian
        echo $$ > /sys/fs/cgroup/$groups/debian/cgroup.procs
    }
done
# shellcheck disable=SC2016  # for the inner shell
exec unshare --mount --pid --uts --ipc --cgroup --fork --kill-child=SIGKILL bash -euc '
mount --make-rprivate /
mount --bind "$R" "$R"
cd "$R"
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,ro,bind proc/sys
mount -t sysfs -o ro sysfs sys
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    mount -t cgroup2 cgroup2 sys/fs/cgroup
else
    mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup
    mkdir sys/fs/cgroup/systemd sys/fs/cgroup/unified
    mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
    mount -t cgroup2 cgroup2 sys/fs/cgroup/unified
fi
mount -t tmpfs -o mode=755 tmpfs dev
for device in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
    IFS=: read -r name major minor <<< "$device"
    mknod -m 666 "dev/$name" c "$major" "$minor"
done
mkdir dev/pts dev/shm dev/mqueue
mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
mount -t tmpfs tmpfs dev/shm
mount -t mqueue mqueue dev/mqueue
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr
touch dev/console
mount --bind /dev/null dev/console
mount -t tmpfs -o mode=755 tmpfs run
mkdir -p run/lock
mount -t tmpfs tmpfs tmp
IFS=:
for shared in ${PROVE_SHARED:-}; do
    mkdir -p "./$shared"
    mount --bind "$shared" "./$shared"
done
hostname debian
mkdir -p .host
pivot_root . .host
umount -l /.host
exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
' boot "$@"
