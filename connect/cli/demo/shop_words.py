"""What the shops of the demo are called, what they sell, and when they are open."""

from typing import NamedTuple

MORNINGS = ("Mo-Su 05:00-11:00", "Mo-Su 05:30-12:00", "Mo-Su 04:30-10:30")
DAYS = ("Mo-Su 07:00-20:00", "Mo-Su 06:00-21:30", "Mo-Sa 07:30-19:00", "Mo-Su 08:00-21:00")
LONG_DAYS = ("Mo-Su 06:00-22:30", "Mo-Su 07:00-22:00", "24/7")
OFFICE = ("Mo-Fr 08:00-18:00; Sa 08:00-12:00", "Mo-Sa 08:00-18:30; PH off", "Mo-Su 08:30-20:30")


class ShopKind(NamedTuple):
    """A sort of shop. A good is its name with its lowest and highest price in thousand đồng."""

    weight: float
    categories: tuple[str, ...]
    called: tuple[str, ...]
    goods: tuple[tuple[str, int, int], ...]
    hours: tuple[str, ...]
    delivers: float


OWNERS = (
    "Cô Ba", "Cô Tư", "Chú Năm", "Dì Sáu", "Bà Bảy", "Anh Tám", "Chị Út", "Ông Mười", "Cô Hạnh",
    "Chị Lụa", "Bác Hiền", "Minh Phát", "An Lành", "Thuận Hòa", "Phúc Lộc", "Hòa Bình", "Tấn Lợi",
    "Hồng Đào", "Kim Ngân", "Bảo An", "Gia Khang", "Thiện Tâm", "Hướng Dương", "Sông Quê",
    "Đất Lành", "Mùa Vàng", "Nắng Ấm", "Sao Mai", "Ngọc Lan", "Thanh Bình", "Hai Chị Em",
    "Đầu Ngõ", "Góc Phố", "Cây Khế", "Giàn Bầu", "Hoa Cau", "Bờ Kè", "Xóm Mới", "Cầu Nhỏ",
)  # fmt: skip

SHOPS = (
    ShopKind(
        30,
        ("food",),
        ("Tạp hóa", "Tạp hóa", "Cửa hàng", "Bách hóa nhỏ"),
        (
            ("Gạo thơm 5 kg", 85, 120), ("Mì gói (thùng 30)", 95, 130),
            ("Trứng gà (vỉ 10)", 28, 38),
            ("Dầu ăn 1 lít", 42, 58), ("Nước mắm", 25, 60), ("Đường 1 kg", 22, 28),
            ("Sữa tươi (lốc 4)", 28, 34), ("Sữa bột cho bé", 290, 480), ("Tã em bé", 180, 320),
            ("Giấy vệ sinh", 30, 75), ("Xà bông, nước rửa tay", 18, 45), ("Băng vệ sinh", 18, 35),
            ("Nước uống 20 lít", 18, 60), ("Bánh mì sandwich", 22, 32), ("Cá hộp", 16, 28),
        ),
        LONG_DAYS + DAYS,
        0.5,
    ),
    ShopKind(
        18,
        ("medicine",),
        ("Nhà thuốc", "Nhà thuốc", "Quầy thuốc"),
        (
            ("Paracetamol 500 mg", 10, 30), ("Khẩu trang y tế (hộp 50)", 30, 60),
            ("Cồn 70 độ", 15, 35), ("Que thử nhanh", 45, 90), ("Máy đo SpO2", 150, 390),
            ("Nhiệt kế điện tử", 70, 160), ("Oresol", 3, 8), ("Vitamin C", 30, 90),
            ("Que thử đường huyết", 180, 320), ("Nước muối sinh lý", 4, 12), ("Siro ho", 35, 80),
            ("Tã người lớn", 150, 290),
        ),
        LONG_DAYS + OFFICE,
        0.45,
    ),
    ShopKind(
        14,
        ("food",),
        ("Sạp rau", "Rau củ", "Điểm bán lưu động", "Chợ xóm"),
        (
            ("Rau muống (bó)", 8, 15), ("Cải xanh 1 kg", 15, 30), ("Bí đỏ 1 kg", 12, 25),
            ("Khoai lang 1 kg", 15, 28), ("Cà chua 1 kg", 18, 35), ("Thịt heo 500 g", 60, 95),
            ("Cá tươi 1 kg", 55, 120), ("Đậu hũ (miếng)", 3, 6), ("Hành, tỏi", 10, 30),
            ("Trái cây theo mùa 1 kg", 20, 60), ("Combo rau 5 kg", 80, 130),
        ),
        MORNINGS,
        0.35,
    ),
    ShopKind(
        9,
        ("food",),
        ("Lò bánh mì", "Bánh mì", "Tiệm bánh"),
        (
            ("Bánh mì không (ổ)", 3, 5), ("Bánh mì thịt (ổ)", 12, 25), ("Sandwich (bịch)", 18, 32),
            ("Bánh bao", 8, 18), ("Bánh mì ngọt", 6, 14), ("Bánh sinh nhật nhỏ", 90, 220),
        ),
        MORNINGS + DAYS,
        0.3,
    ),
    ShopKind(
        8,
        ("food", "other"),
        ("Nước uống", "Gạo – nước – gas", "Đại lý nước", "Gas"),
        (
            ("Nước bình 20 lít", 15, 60), ("Nước chai 500 ml (thùng)", 70, 110),
            ("Đổi bình gas 12 kg", 360, 460), ("Gạo 10 kg", 160, 230), ("Nước đá (bịch)", 5, 12),
        ),
        DAYS,
        0.95,
    ),
    ShopKind(
        8,
        ("school_supplies",),
        ("Nhà sách", "Văn phòng phẩm", "Hiệu sách"),
        (
            ("Bộ sách giáo khoa cũ", 40, 120), ("Vở 96 trang (lốc 10)", 60, 90),
            ("Bút bi (hộp)", 30, 60), ("Bút chì màu", 20, 55), ("Máy tính cầm tay", 250, 620),
            ("Giấy A4", 60, 85), ("Cặp sách", 150, 320), ("Tai nghe học trực tuyến", 70, 190),
        ),
        OFFICE,
        0.4,
    ),
    ShopKind(
        7,
        ("food",),
        ("Cơm phần", "Quán cơm", "Cháo dinh dưỡng", "Bếp cơm nhà"),
        (
            ("Cơm phần", 25, 45), ("Cháo dinh dưỡng cho bé", 15, 25), ("Cơm chay", 20, 35),
            ("Canh (hộp)", 10, 20), ("Cháo trắng, hột vịt muối", 12, 22),
        ),
        ("Mo-Su 06:00-14:00", "Mo-Su 09:00-19:30", "Mo-Sa 06:30-13:30"),
        0.8,
    ),
    ShopKind(
        6,
        ("other", "school_supplies"),
        ("Điện máy – điện thoại", "Sửa điện thoại", "Tiệm sửa máy tính"),
        (
            ("Thẻ nạp điện thoại", 20, 200), ("SIM dữ liệu", 50, 120), ("Sạc, dây cáp", 40, 150),
            ("Máy tính bảng cũ", 900, 1900), ("Tai nghe", 60, 180), ("Sửa máy tại nhà", 80, 250),
        ),
        OFFICE,
        0.3,
    ),
)  # fmt: skip
