"""The things that people ask for, each in a few amounts and with a few notes."""

from typing import NamedTuple


class Want(NamedTuple):
    """One thing that is needed; `{n}` of a quantity grows with the household."""

    category: str
    goods: str
    quantities: tuple[str, ...] = ("",)
    notes: tuple[str, ...] = ("",)


RICE = Want(
    "food",
    "Gạo",
    ("5 kg", "{n} kg", "10 kg"),
    ("", "", "Gạo dẻo, người già dễ ăn", "Gạo nào cũng được"),
)
EGGS = Want("food", "Trứng", ("10 quả", "20 quả", "2 vỉ"))
GREENS = Want(
    "food", "Rau xanh", ("{n} kg", "3 kg", "vài bó"), ("", "Rau để được lâu như bí, bắp cải")
)
NOODLES = Want("food", "Mì gói", ("1 thùng", "2 thùng", "30 gói"))
MEAT = Want("food", "Thịt hoặc cá", ("1 kg", "{n} lạng", "2 kg"))
OIL = Want("food", "Dầu ăn, nước mắm", ("mỗi thứ 1 chai",))
WATER = Want("food", "Nước bình 20 lít", ("1 bình", "2 bình"), ("", "Nhà ở lầu 3, không thang máy"))
MILK = Want(
    "food",
    "Sữa bột cho bé",
    ("1 hộp", "2 hộp"),
    ("Bé uống loại nào cũng được", "Loại cho bé dưới 1 tuổi", ""),
)
NAPPIES = Want(
    "other", "Tã em bé", ("1 bịch size M", "2 bịch size L", "1 bịch size S", "1 bịch sơ sinh")
)
SOFT = Want("food", "Cháo, sữa cho người già", ("đủ 1 tuần", "1 lốc sữa"))
PRESSURE = Want(
    "medicine",
    "Thuốc huyết áp",
    ("1 tháng", "2 vỉ", "15 ngày"),
    ("Có toa, gửi hình qua điện thoại", "Đang uống mỗi sáng một viên"),
)
FEVER = Want(
    "medicine", "Thuốc hạ sốt", ("2 vỉ", "1 hộp"), ("", "Nhà có người dị ứng thuốc, hỏi trước giúp")
)
TESTS = Want("medicine", "Que thử nhanh", ("{n} que", "5 que"))
MASKS = Want("other", "Khẩu trang, cồn", ("1 hộp", "1 hộp và 1 chai"))
PADS = Want("other", "Băng vệ sinh", ("3 gói", "5 gói"))
SOAP = Want("other", "Xà bông, kem đánh răng", ("đủ dùng 2 tuần", "mỗi thứ 1"))
DIALYSIS = Want(
    "transport",
    "Đưa đi chạy thận",
    ("3 lần mỗi tuần", "thứ 2, 4, 6", "sáng mai 5 giờ"),
    ("Đi và về, ngồi xe lăn", "Có giấy hẹn của bệnh viện"),
)
CHECK_UP = Want(
    "transport",
    "Đưa đi khám thai",
    ("sáng thứ 5", "ngày mai", "7 giờ sáng mốt"),
    ("", "Cần xe êm, đường gần"),
)
TEXTBOOKS = Want(
    "school_supplies",
    "Sách giáo khoa lớp {grade}",
    ("1 bộ",),
    ("Sách cũ cũng quý", "", "Bộ Chân trời hoặc Cánh diều"),
)
NOTEBOOKS = Want("school_supplies", "Vở, bút", ("10 quyển, 5 cây", "1 lốc vở"))
TABLET = Want(
    "school_supplies",
    "Máy tính bảng cũ",
    ("1 cái",),
    ("Chỉ cần mở được lớp học", "Mượn tới hết học kỳ cũng được"),
)
DESK = Want("school_supplies", "Bàn học xếp", ("1 cái",))
SHOPPING = Want(
    "shopping",
    "Đi chợ hộ",
    ("danh sách 12 món", "đủ ăn 3 ngày", "1 lần", "khoảng 400 ngàn"),
    ("Gửi tiền trước qua chuyển khoản", "Để trước cửa giúp", ""),
)
OXYGEN = Want(
    "medicine",
    "Bình oxy",
    ("1 bình 8 lít", "mượn 1 bình", "mượn máy tạo oxy 3 ngày"),
    ("Chỉ số 91, đang nằm sấp", "Bình ở nhà còn khoảng 2 tiếng"),
)
OXIMETER = Want("medicine", "Máy đo SpO2", ("mượn 1 cái",))
CALL_BACK = Want("medical_advice", "Bác sĩ gọi lại", ("trong hôm nay",))
ADVICE = Want(
    "medical_advice",
    "Tư vấn F0 ở nhà",
    ("gọi 1 lần", "theo dõi 5 ngày"),
    ("Gọi sau 18 giờ", ""),
)
ROOM = Want("shelter", "Chỗ ở tạm", ("1 phòng, 2 tuần", "vài đêm", "tới hết giãn cách"))
DIABETES = Want(
    "medicine",
    "Thuốc tiểu đường",
    ("1 tháng", "2 hộp"),
    ("Có toa tháng trước", "Nhờ giữ lạnh khi giao"),
)
SUGAR_TESTS = Want("medicine", "Que thử đường huyết", ("1 hộp",))
TOP_UP = Want("other", "Thẻ điện thoại để học", ("1 thẻ 50 ngàn",))
GAS = Want("other", "Đổi bình gas", ("1 bình 12 kg",), ("Bình xám, van ngang", ""))
ADULT_NAPPIES = Want("other", "Tã người lớn", ("2 bịch size L", "1 bịch size M"))
HOME_AGAIN = Want(
    "transport", "Đón về từ bệnh viện", ("chiều nay", "sáng mai", "khi có giấy ra viện")
)
PLUMBER = Want("other", "Sửa ống nước", ("1 chỗ rò",))
CAT_FOOD = Want("other", "Thức ăn cho mèo", ("1 kg",))
