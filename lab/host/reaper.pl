# Runs a command and waits for everything that comes from it: `perl reaper.pl libvirtd`.
#
# libvirt waits for a QEMU it ends to be gone, but a QEMU is nobody's child: it belongs to process 1. Where that is no
# real init, as in most containers, the dead stay or are collected late, and libvirt waits up to half a minute for each,
# even for those it starts to learn what QEMU can do. This process takes them over (a "subreaper") and ends with the
# last of them. Perl, because Debian always has it and Node has no such call.
use strict;
use warnings;

my ($SYS_prctl, $PR_SET_CHILD_SUBREAPER) = (157, 36);    # x86-64
syscall($SYS_prctl, $PR_SET_CHILD_SUBREAPER, 1) == 0 or die "Cannot become a subreaper: $!\n";

my $pid = fork() // die "Cannot fork: $!\n";
if ($pid == 0) {
    exec { $ARGV[0] } @ARGV or die "Cannot run $ARGV[0]: $!\n";
}
1 while wait() != -1;
