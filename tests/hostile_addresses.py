"""Addresses that an attacker may submit to reach the server's own network, by kind."""

BY_HOST = {
    "loopback": "127.0.0.1 127.0.0.2 127.1.2.3 127.255.255.255 127.0.0.1:80 127.0.0.1:443",
    "short IPv4": "127.1 127.0.1 127. 0 1 127.65535 10.1 192.168.257 169.254.43518",
    "decimal IPv4": "2130706433 2130706433. 4294967295 3232235777 2852039166 6425673729 134744072",
    "octal IPv4": "0177.0.0.1 0177.0.0.01 00000177.0.0.1 0177.1 017700000001 0251.0376.0251.0376 "
    "012.0.0.1 0300.0250.0.1 127.0.0.01 0127.0.0.1 08.8.8.8",
    "hexadecimal IPv4": "0x7f000001 0x7f.0.0.1 0x7f.1 0X7F.0X0.0X0.0X1 0xa9fea9fe 0x0a000001 "
    "0xA9.0xFE.0xA9.0xFE 127.0.0.0x1 0x 0x.0x.0x.0x 0x8080808 a.0x7f",
    "mixed IPv4": "0x7f.0.1 0177.0.0.0x1 169.0xfe.43518 0xa9.254.0251.254 127.0.0x0.1 0x7f.1.",
    "IPv4 out of range": "256.256.256.256 383.0.0.1 127.0.0.257 1.2.3.4.5 127.0.0.1.1 "
    "999999999999 -127.0.0.1 127.-0.0.1 127.0.0.1.0x",
    "unspecified": "0.0.0.0 0.0.0.0:80 0.1.2.3 0.255.255.255 [::] [0:0:0:0:0:0:0:0]",
    "private IPv4": "10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.0.1 192.168.255.255",
    "metadata by number": "169.254.169.254 169.254.170.2 169.254.170.23 169.254.169.253 "
    "169.254.0.23 100.100.100.200 192.0.0.192 168.63.129.16 [fd00:ec2::254] [fd20:ce::254]",
    "metadata by name": "metadata.google.internal metadata.google.internal. metadata instance-data "
    "METADATA.GOOGLE.INTERNAL instance-data.ec2.internal metadata.azure.internal "
    "metadata\N{FULLWIDTH FULL STOP}google\N{FULLWIDTH FULL STOP}internal",
    "special IPv4": "100.64.0.1 100.127.255.254 192.0.0.1 192.0.0.8 192.0.0.9 192.0.0.170 "
    "192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.175.48.1 198.18.0.1 198.19.255.255 "
    "198.51.100.1 203.0.113.1",
    "multicast and reserved IPv4": "224.0.0.1 239.255.255.250 240.0.0.1 254.1.1.1 255.255.255.255",
    "IPv6 loopback": "[::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::0:1] "
    "[0::1] [::01] [::0.0.0.1] [::1]:80 [::1]:443",
    "mapped IPv4": "[::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:127.0.0.1] "
    "[::FFFF:7F00:0001] [::ffff:169.254.169.254] [::ffff:10.0.0.1] [::ffff:0.0.0.0] "
    "[::ffff:8.8.8.8]",
    "compatible IPv4": "[::127.0.0.1] [::7f00:1] [::169.254.169.254] [::10.0.0.1] [::8.8.8.8]",
    "translated IPv4": "[::ffff:0:127.0.0.1] [::ffff:0:7f00:1] [::ffff:0:a9fe:a9fe]",
    "NAT64": "[64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe] [64:ff9b::808:808] "
    "[64:ff9b:1::7f00:1] [64:ff9b:1:fffe::10.0.0.1]",
    "6to4": "[2002:7f00:1::] [2002:7f00:1::1] [2002:a9fe:a9fe::1] [2002:c0a8:101::] "
    "[2002:808:808::1]",
    "Teredo": "[2001::1] [2001:0:4136:e378:8000:63bf:3fff:fdd2] [2001:0:7f00:1::] "
    "[2001:0:53aa:64c::80ff:fffe]",
    "local IPv6": "[fe80::1] [febf::1] [fec0::1] [feff::1] [fc00::1] [fd12:3456::1] [fdff:ffff::1]",
    "multicast IPv6": "[ff01::1] [ff02::1] [ff05::2] [ff0e::1] [ffff::]",
    "special IPv6": "[100::1] [100:0:0:1::1] [2001:1::1] [2001:2::1] [2001:3::1] [2001:4:112::1] "
    "[2001:10::1] [2001:20::1] [2001:30::1] [2001:db8::1] [3fff::1] [5f00::1] [2620:4f:8000::1] "
    "[1fff::1] [4000::1]",
    "zone": "[fe80::1%25eth0] [fe80::1%eth0] [::1%25lo] [::1%1] [::1%25] [2606:4700::1%25lo]",
    "malformed IPv6": "[::1 ::1] ::1 fe80::1 [[::1]] [::1]] [1::2::3] [:::1] [12345::] [::g] "
    "[127.0.0.1] [v1.1] [] [::1]x [::1].example.com x[::1] 1:2:3:4:5:6:7:8 [::1]: [::1.2.3] "
    "[::0x7f00:1]",
    "local name": "localhost LOCALHOST lOcAlHoSt localhost. localhost:80 foo.localhost "
    "localhost.localdomain printer.local router.home.arpa host.docker.internal redis "
    "kubernetes.default.svc.cluster.local ip6-localhost ip6-loopback broadcasthost intranet",
    "Unicode letters": "\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54 "
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ localhoﬆ locaℓhost 𝓁ocalhost local\u00adhost localho\u200bst loc\u2060alhost "
    "localhost\u3002 printer\uff0elocal",
    "Unicode digits": "\uff11\uff12\uff17.\uff10.\uff10.\uff11 ①②⑦.⓪.⓪.① 𝟏𝟐𝟕.𝟎.𝟎.𝟏 ¹²⁷.0.0.1 "
    "₁₂₇.₀.₀.₁ ⒈⒉⒎.0.0.1 \uff10\uff58\uff17\uff46.1 ١٢٧.٠.٠.١ 127.0.0.١ [::\uff11] 12\u200b7.0.0.1",
    "Unicode dots": "127\u30020\u30020\u30021 127\uff0e0\uff0e0\uff0e1 127\uff610\uff610\uff611 "
    "169\u3002254\u3002169\u3002254 127.0.0.1\u3002 127․0․0․1",
    "look-alike punctuation": "127.0.0.1\u2215.example.com example.com\uff0f127.0.0.1 "
    "example.com\uff20127.0.0.1 example.com\uff1a80 [\uff1a:1] \uff3b::1] a℀b.com "
    "example.com\uff1f.local 127.0.0.1\uff03.example.com example.com\uff3c@127.0.0.1",
    "user info": "user:word@127.0.0.1 user@example.com @127.0.0.1 :@127.0.0.1 @ "
    "example.com@127.0.0.1 example.com:80@127.0.0.1 127.0.0.1@example.com a@b@example.com "
    "foo@127.0.0.1:80@example.com 1.1.1.1&@127.0.0.1",
    "backslash": "example.com\\@127.0.0.1 127.0.0.1\\.example.com \\127.0.0.1 example.com\\.local "
    "127.0.0.1\\@example.com",
    "fragment and query": "127.0.0.1#.example.com 127.0.0.1?.example.com 127.0.0.1/#//example.com "
    "localhost#example.com [::1]#@example.com 169.254.169.254?@example.com 127.0.0.1;example.com "
    "127.0.0.1&example.com 127.0.0.1,example.com 127.0.0.1#@example.com",
    "percent in the host": "127%2e0%2e0%2e1 %31%32%37.0.0.1 loc%61lhost example.com%00.local "
    "example.com%2f@127.0.0.1 %5b::1%5d 127.0.0.1%23.example.com example.com%40127.0.0.1 % %25",
    "too many dots": "127.0.0.1. 127.0.0.1.. localhost.. .localhost . .. example..com "
    ".example.com example.com.. 2130706433..",
    "port": "example.com:0 example.com:65536 example.com:99999999999 example.com:-1 "
    "example.com:+80 "
    "example.com:80:80 example.com:٨٠ example.com:\uff18\uff10 example.com:80a example.com:0x50 "
    "example.com:1e2 example.com: 8.8.8.8:0 [2606:4700::1]:65536",
    "other port": "example.com:22 example.com:25 example.com:6379 example.com:8080 "
    "example.com:5432 "
    "example.com:81 8.8.8.8:53 [2606:4700::1]:8443 example.com:65535",
    "broken punycode": "xn-- xn--.com xn--a.com xn--0.com xn--a-ecp.ru xn--999999999.com "
    "xn--ls8h.la xn--localhost-.com XN--A.com xn--xn--a.com xn--\u00fc.com",
    "invalid letters": "under_score.com -a.com a-.com exam$ple.com exam!ple.com *.example.com "
    "a'b.com <b>.com a\"b.com a|b.com a^b.com a`b.com {a}.com ~a.com a=b.com a+b.com 💩.la "
    "a\u200db.com exam\u202eple.com \u0301a.com",
    "invalid code points": "\ud800.com \udcff.com a.com/\udfff \uffff.com \ue000.com "
    "\U000e0041.com",
}

AS_TYPED = {
    "other scheme": [
        "ftp://example.com/", "file:///etc/passwd", "file://127.0.0.1/etc/passwd",
        "gopher://127.0.0.1:6379/_INFO", "dict://127.0.0.1:11211/stat", "ldap://127.0.0.1/",
        "tftp://127.0.0.1/a", "jar:http://127.0.0.1!/", "netdoc:///etc/passwd",
        "php://filter/resource=a", "data:text/html,words", "javascript:alert(1)",
        "view-source:http://example.com/", "ws://example.com/", "about:blank",
        "blob:http://example.com/1", "mailto:a@example.com", "ssh://example.com/",
        "smb://127.0.0.1/share", "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun/",
        "url:http://127.0.0.1/", "httpx://example.com/", "tel:123456",
    ],
    "broken scheme": [
        "http:/127.0.0.1/", "http:127.0.0.1", "http:///127.0.0.1/", "http:////127.0.0.1/",
        "//127.0.0.1/", "///127.0.0.1/", "://127.0.0.1/", "http//127.0.0.1/", "http:://127.0.0.1/",
        "http://http://127.0.0.1/", "https:\\\\127.0.0.1\\", "http:/\\127.0.0.1/",
        "\\\\127.0.0.1\\share", ":http://127.0.0.1/", "1http://example.com/",
    ],
    "control character": [
        "http://127.0.0.1\r\n", "http://example.com/\r\nHost: 127.0.0.1", "http://example.com/\na",
        "http://exam\tple.com/", "http://example.com\x00.local/", "http://example.com/\x00",
        "ht\ntp://127.0.0.1/", "http://\t127.0.0.1/", "http://127.0.0.1\x0b/",
        "\x1b[31mexample.com",
        "http://example.com/\x7f", "http://example.com/\x85a", "http://example.com/\u2028a",
        "\x01http://127.0.0.1/", "http://127.0.0.1/\x1f",
    ],
    "white space": [
        "http://exam ple.com/", "http:// 127.0.0.1/", "http://127.0.0.1 .example.com/",
        "http://127.0.0.1\u00a0/", "http://127.0.0.1\u3000/", "http://127.0.0.1\u1680.com/",
        "http://127.0.0.1 @example.com/", "ht tp://example.com/", "http ://127.0.0.1/",
    ],
    "empty": [
        "", " ", "http://", "https://", "http:///", "http://:80/", "http://?", "http://#", "?", "#",
        "/", "//", "http:", "hello",
    ],
    "endless": [
        f"http://{'a' * 3_000}.com/", f"http://{'a.' * 1_000}com/",
        f"http://127.0.0.1/{'a' * 9_999}",
        f"http://{'a' * 64}.com/", f"http://{'a.' * 127}com/", f"http://{'1' * 2_000}/",
        f"http://127.0.0.1{'.' * 1_000}/", f"http://[{':' * 1_000}]/", f"http://{'é' * 60}.com/",
        f"http://example.com:{'0' * 1_000}80/", "http://" * 250, f"http://{'%' * 1_000}.com/",
    ],
}  # fmt: skip

HOSTILE = {
    kind: [f"http://{host}/" if "#" not in host else f"http://{host}" for host in hosts.split()]
    for kind, hosts in BY_HOST.items()
} | AS_TYPED
