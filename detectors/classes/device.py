"""Devices: configurations of routers, firewalls and private network connections, by the statements that only they have."""

from __future__ import annotations

import re

from detectors.classes.sign import Sign, Signs, lines

_FIREWALL, _VPN = "infra.firewall_config", "infra.vpn_config"
_PLAIN = frozenset({"text/plain", "text/xml", "text/csv"})

_CISCO = Sign(
    _FIREWALL,
    "infra.cisco",
    (b"interface ", b"ip address ", b"access-list "),
    lines(
        r"hostname \S{1,64}\s*$",
        r"interface (?:Gig|Fast|Ten|Ethernet|eth|Vlan|Loopback|Tunnel|Port-channel|Serial|Management|mgmt|Null)\S{0,30}",
        r" ip address \d{1,3}(?:\.\d{1,3}){3}",
        r"(?:ip )?access-list (?:standard |extended |\S{1,60} (?:permit|deny|extended|standard|line))",
        r"(?:ip )?route (?:vrf )?\S{1,30} \d{1,3}\.",
        r"router (?:bgp|ospf|eigrp|isis|rip)\b",
        r"line (?:vty|con|aux) \d",
        r"(?:enable (?:secret|password)|username \S{1,60} (?:privilege|secret|password)|snmp-server community) ",
        r"(?:ASA Version |version \d{1,2}\.\d|service timestamps |boot-start-marker|Current configuration )",
        r"(?:object network |object-group |nameif |access-group |crypto (?:map|isakmp|ipsec|ikev2) )",
        r" (?:switchport (?:mode|access|trunk)|spanning-tree|nameif |security-level )",
    ),
    4,
    re.compile(rb"^interface \S", re.MULTILINE),
)
_JUNIPER = Sign(
    _FIREWALL,
    "infra.juniper",
    (b"set system ", b"set interfaces ", b"host-name ", b"set security "),
    lines(
        r"set system host-name \S",
        r"set interfaces \S{1,40} unit \d",
        r"set security (?:policies|zones|nat|ike|ipsec) ",
        r"set (?:protocols|routing-options|routing-instances|policy-options|firewall) ",
        r"system \{",
        r"interfaces \{",
        r"\s{1,8}host-name \S{1,64};",
        r"\s{4,24}family inet \{",
        r"(?:security|protocols|routing-options|firewall) \{",
        r"set version \S|^version \S{1,20};",
    ),
    3,
    re.compile(rb"^set interfaces (\S+) unit \d+ family", re.MULTILINE),
)
_IPTABLES = Sign(
    _FIREWALL,
    "infra.iptables",
    (b"*filter", b"*nat", b"*mangle", b"*raw"),
    lines(r"\*(?:filter|nat|mangle|raw|security)\s*$", r":[A-Z][\w-]{1,30} (?:ACCEPT|DROP|REJECT|-) \[\d", r"-A \S{1,40} ", r"COMMIT\s*$"),
    3,
    re.compile(rb"^-A ", re.MULTILINE),
    0.92,
)
_NFTABLES = Sign(
    _FIREWALL,
    "infra.nftables",
    (b"table inet", b"table ip ", b"table ip6"),
    lines(r"table (?:inet|ip6?|arp|bridge|netdev) \S{1,40} \{", r"\s{1,8}chain \S{1,40} \{", r"\s{1,16}type \w{2,8} hook \w{3,12} priority", r"\s{1,16}.{0,120}\b(?:accept|drop|reject|jump \S+)\s*$"),
    3,
    re.compile(rb"\b(?:accept|drop|reject)\s*$", re.MULTILINE),
    0.9,
)
_APPLIANCES = Sign(
    _FIREWALL,
    "infra.appliance",
    (b"<pfsense>", b"<opnsense>", b"#config-version=", b"config firewall ", b"config system ", b"<deviceconfig>", b"<rulebase>", b"/ip firewall", b"set rulebase "),
    lines(
        r"\s{0,4}<(?:pfsense|opnsense)>", r"\s{0,12}<(?:filter|nat|interfaces|dhcpd|ipsec|openvpn)>", r"#config-version=", r"config firewall (?:policy|address)",
        r"config system (?:interface|global|admin)", r"\s{1,12}set (?:srcintf|dstaddr|srcaddr|ip|hostname) ", r"\s{2,24}<(?:rulebase|deviceconfig|security|vsys)>",
        r"/ip firewall (?:filter|nat)", r"add (?:action|chain|address)=\S", r"/(?:interface|ip address|system identity)",
    ),
    2,
    re.compile(rb"^\s{0,12}(?:<rule>|edit \d+|add (?:action|chain)=)", re.MULTILINE),
    0.88,
)  # fmt: skip
_OPENVPN = Sign(
    _VPN,
    "infra.openvpn",
    (b"dev tun", b"dev tap", b"\nremote ", b"<ca>"),
    lines(r"(?:client|tls-client|mode server|server \d{1,3}\.)", r"dev (?:tun|tap)", r"remote \S{1,253}(?: \d{1,5})?", r"proto (?:udp|tcp)", r"<(?:ca|cert|key|tls-auth|tls-crypt)>", r"(?:ca|cert|key|tls-auth|auth-user-pass|cipher|remote-cert-tls|push) ?"),
    4,
    re.compile(rb"^remote \S", re.MULTILINE),
    0.9,
)
_WIREGUARD = Sign(
    _VPN,
    "infra.wireguard",
    (b"[Interface]", b"[Peer]", b"[WireGuard"),
    lines(r"\[(?:Interface|WireGuard)\]\s*$", r"\[(?:Peer|WireGuardPeer)\]\s*$", r"PrivateKey\s{0,4}=", r"PublicKey\s{0,4}=", r"AllowedIPs\s{0,4}=", r"Endpoint\s{0,4}="),
    4,
    re.compile(rb"^\[(?:Peer|WireGuardPeer)\]", re.MULTILINE),
    0.92,
)
_IPSEC = Sign(
    _VPN,
    "infra.ipsec",
    (b"conn ", b"connections {", b"type=vpn", b"type=wireguard"),
    lines(r"conn \S{1,60}\s*$", r"\s{1,8}(?:left|right)(?:subnet|id|cert|auth|sourceip)?\s?=", r"\s{1,8}(?:keyexchange|ike|esp|authby|auto|ikelifetime)\s?=", r"config setup", r"connections \{", r"\s{2,24}(?:local_addrs|remote_addrs|local_ts|remote_ts)\s?=", r"type=(?:vpn|wireguard)", r"service-type=org\.freedesktop\.NetworkManager"),
    2,
    re.compile(rb"^conn \S|^type=(?:vpn|wireguard)", re.MULTILINE),
    0.88,
)  # fmt: skip
_ANYCONNECT = Sign(
    _VPN, "infra.vpn-profile", (b"<AnyConnectProfile",),
    lines(r"\s{0,8}<AnyConnectProfile", r"\s{2,24}<HostAddress>", r"\s{2,24}<HostName>"), 2, re.compile(rb"<HostAddress>"), 0.92,
)  # fmt: skip

DEVICE = Signs((_CISCO, _JUNIPER, _IPTABLES, _NFTABLES, _APPLIANCES, _OPENVPN, _WIREGUARD, _IPSEC, _ANYCONNECT), _PLAIN)
