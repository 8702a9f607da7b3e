import { BlockList, isIPv4, isIPv6, SocketAddress } from 'node:net'

/**
 * What kind of place an IP address is: `public` is the internet, `private` the operator's own network, `loopback` this
 * machine. `never` holds no vendor: metadata services, link-local, multicast, reserved and documentation blocks, and every
 * form that carries an IPv4 address inside an IPv6 one (mapped, NAT64, 6to4, Teredo), because it hides where it leads.
 *
 * @example reachOf('169.254.169.254') === 'never'
 */
export function reachOf(address: string): Reach {
  if (isIPv4(address)) return ruleOf(RULES_V4, address, 'ipv4')?.reach ?? 'public'
  // A zone (`fe80::1%eth0`) names an interface of this machine; no vendor is reached so.
  if (isIPv6(address) && !address.includes('%')) return ruleOf(RULES_V6, address, 'ipv6')?.reach ?? 'never'
  return 'never'
}

/** The address is read once for all the rules. */
function ruleOf(rules: readonly Rule[], address: string, family: 'ipv4' | 'ipv6'): Rule | undefined {
  const read = new SocketAddress({ address, family })
  return rules.find(({ block }) => block.check(read))
}

export type Reach = 'public' | 'private' | 'loopback' | 'never'

type Rule = { readonly reach: Reach; readonly block: BlockList }

/** IANA IPv4 special-purpose registry (RFC 6890 and its updates); the first rule that holds decides, then `public`. */
const RULES_V4: readonly Rule[] = [
  rule('ipv4', 'never', [
    '100.100.100.200/32', // Alibaba Cloud metadata
    '168.63.129.16/32', // Azure's wire server
    '169.254.0.0/16', // link-local; AWS, Azure and Google metadata
    '0.0.0.0/8', // "this network": Linux connects it to loopback
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4', // multicast
    '240.0.0.0/4', // reserved and broadcast
  ]),
  rule('ipv4', 'loopback', ['127.0.0.0/8']),
  rule('ipv4', 'private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']),
]

/** Only global unicast (2000::/3) is `public`, less what IANA carved out of it; everything not listed is `never`. */
const RULES_V6: readonly Rule[] = [
  rule('ipv6', 'never', [
    'fd00:ec2::254/128', // AWS metadata
    'fd20:ce::254/128', // Google metadata
    '2001::/23', // Teredo, ORCHID, benchmarking
    '2001:db8::/32',
    '2002::/16', // 6to4
    '3fff::/20',
  ]),
  rule('ipv6', 'loopback', ['::1/128']),
  rule('ipv6', 'private', ['fc00::/7']),
  rule('ipv6', 'public', ['2000::/3']),
]

function rule(family: 'ipv4' | 'ipv6', reach: Reach, subnets: readonly string[]): Rule {
  const block = new BlockList()
  for (const subnet of subnets) {
    const [network = '', prefix = ''] = subnet.split('/')
    block.addSubnet(network, Number(prefix), family)
  }
  return { reach, block }
}
