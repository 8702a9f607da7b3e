import { describe, expect, it } from 'vitest'
import { type Reach, reachOf } from './egress.address.ts'

const CASES: Record<Reach, string> = {
  public: '8.8.8.8 104.18.7.192 172.15.255.255 172.32.0.1 100.63.0.1 2606:4700::6810:7c0 2a00::1',
  private: '10.0.0.1 172.16.0.1 172.31.255.254 192.168.1.20 100.64.0.1 100.127.255.255 fd12:3456::1',
  loopback: '127.0.0.1 127.8.9.10 ::1',
  never:
    '0.0.0.0 0.1.2.3 169.254.169.254 169.254.0.1 168.63.129.16 100.100.100.200 224.0.0.1 240.0.0.1 255.255.255.255 ' +
    '198.18.0.1 192.0.2.1 203.0.113.9 192.0.0.192 192.88.99.1 ' +
    ':: fe80::1 fe80::1%eth0 febf::1 ff02::1 fec0::1 fd00:ec2::254 fd20:ce::254 2001:db8::1 ' +
    // An IPv4 address inside an IPv6 one: mapped, compatible, NAT64, 6to4, Teredo.
    '::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::a00:1 2002:7f00:1:: ' +
    '2001:0:7f00:1:: ' +
    'localhost 127.1 0x7f000001 2130706433 1.2.3.4.5',
}

describe('reachOf', () => {
  for (const [reach, addresses] of Object.entries(CASES))
    it.each(addresses.split(' '))(`%s is ${reach}`, (address) => expect(reachOf(address)).toBe(reach))
})
