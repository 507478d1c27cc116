"""What is wrong or out of date in release 1.0.4 of `vietnamadminunits`, unit by unit.

Found by laying its wards over the outlines and names in Thang Le Quoc's
vietnamese-provinces-database (MIT), which the figures below come from.
"""

# The code of the town that it was made of, in place of its own since 2025: Ba Chẽ.
CODES = {"06970": "06978"}

# Namesakes swapped, points up to 100 km outside their ward: latitude, longitude, km².
PLACES = {
    "03352": (21.3068, 103.0387, 57.23),  # Thanh An
    "03703": (21.6436, 103.6619, 244.31),  # Quỳnh Nhai
    "04033": (20.8271, 104.7225, 39.61),  # Vân Sơn
    "04714": (21.7813, 104.9455, 150.83),  # Yên Bình
    "04924": (20.8807, 105.4976, 131.24),  # Lương Sơn
    "06172": (21.9705, 106.6468, 114.5),  # Hoàng Văn Thụ
    "06688": (20.9481, 107.1168, 6.08),  # Hạ Long
    "06757": (21.3746, 107.9223, 49.11),  # Vĩnh Thực
    "06967": (21.3150, 107.7470, 25.9),  # Cái Chiên
    "07030": (21.0669, 106.9854, 175.94),  # Hoành Bồ
    "08296": (21.4722, 104.9338, 96.92),  # Sơn Lương
    "10999": (20.8713, 106.3112, 21.78),  # Gia Lộc
    "11050": (20.8337, 106.3036, 31.79),  # Gia Phúc
    "14161": (20.2579, 106.5463, 27.74),  # Giao Minh
    "18118": (18.5184, 105.7201, 36.47),  # Nam Hồng Lĩnh
    "19051": (17.7850, 106.3224, 41.05),  # Tân Gianh
    "22258": (12.9606, 109.3156, 77.54),  # Đông Hòa
    "22411": (11.9828, 109.1712, 134.0),  # Bắc Cam Ranh
    "23602": (13.9745, 108.0648, 32.49),  # An Phú
    "28439": (10.3804, 106.1237, 25.5),  # Cai Lậy
    "28615": (10.4181, 106.3831, 35.3),  # Lương Hòa Lạc
    "29431": (9.8452, 106.4330, 56.68),  # Vinh Kim
    "29983": (10.7993, 105.3086, 29.0),  # Long Khánh
    "30130": (10.6027, 105.5171, 86.0),  # Thanh Bình
    "30781": (10.3179, 104.3300, 2.54),  # Tiên Hải
    "30811": (10.1069, 104.5014, 4.31),  # Sơn Hải
}

# Names since 2026.
NAMES = {
    "75": "Thành phố Đồng Nai",
    "25270": "Phường Lộc Ninh",
    "25357": "Phường Tân Khai",
    "25363": "Phường Đồng Phú",
    "26116": "Phường Tân Phú",
    "26170": "Phường Trị An",
    "26248": "Phường Trảng Bom",
    "26326": "Phường Dầu Giây",
    "26368": "Phường Long Thành",
    "26425": "Phường Xuân Lộc",
    "26485": "Phường Nhơn Trạch",
}

# The one old ward, of 10,040, that the map sends to a ward which does not even touch its district.
SUCCESSORS = {"tinhhaugiang_huyenchauthanh_xaphutan": "xaphuhuu"}
