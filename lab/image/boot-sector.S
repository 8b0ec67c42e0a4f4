# A guest of 512 bytes: halts, burns, reads and writes its disk with BIOS int 13h, for ever.
# Where /dev/kvm is slow (nested) no real system boots in bearable time; this does, and its disk and CPU counters move.
# boot.ts carries the assembled bytes:
#   as --32 -o b.o boot-sector.S && ld -m elf_i386 -Ttext 0 --oformat binary -o b.bin b.o
# Parameters, written by boot.ts at 0x1e0: burn (word, loops of 65536), ticks (word, halts of 1/18.2 s), sectors (byte, 0 = no disk)
.code16
.globl _start
_start:
  ljmp $0x7c0,$go
go: mov %cs,%ax
  mov %ax,%ds
  xor %ax,%ax
  mov %ax,%ss
  mov $0x7000,%sp
  mov %dl,drive
  sti
main:
  mov p_ticks,%cx
  test %cx,%cx
  jnz 1f
  cli            # ticks = 0: sleep for ever
9: hlt
  jmp 9b
1: hlt           # the timer interrupt wakes
  loop 1b
  mov p_burn,%bx
  test %bx,%bx
  jz 3f
2: xor %cx,%cx
4: loop 4b
  dec %bx
  jnz 2b
3: mov p_sectors,%al
  test %al,%al
  jz main
  mov $0x4200,%ax   # extended read
  call io
  mov $0x4300,%ax   # extended write
  call io
  jmp main
io: push %ax
  mov p_sectors,%al
  mov %al,packet+2
  pop %ax
  mov drive,%dl
  mov $packet,%si
  int $0x13
  ret
drive: .byte 0x80
packet: .byte 16,0
  .word 8
  .word 0x0000,0x2000   # buffer 2000:0000
  .quad 64              # first sector
.org 0x1e0
p_burn: .word 0
p_ticks: .word 0
p_sectors: .byte 0
.org 0x1fe
.word 0xaa55
