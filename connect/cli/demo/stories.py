"""Why people ask: households of all kinds, what they need and what they write.

In the words of the South; `needs.py` puts them into those of the North for Hà Nội.
"""

from typing import NamedTuple

from connect.cli.demo.wants import (
    ADULT_NAPPIES,
    ADVICE,
    CALL_BACK,
    CAT_FOOD,
    CHECK_UP,
    DESK,
    DIABETES,
    DIALYSIS,
    EGGS,
    FEVER,
    GAS,
    GREENS,
    HOME_AGAIN,
    MASKS,
    MEAT,
    MILK,
    NAPPIES,
    NOODLES,
    NOTEBOOKS,
    OIL,
    OXIMETER,
    OXYGEN,
    PADS,
    PLUMBER,
    PRESSURE,
    RICE,
    ROOM,
    SHOPPING,
    SOAP,
    SOFT,
    SUGAR_TESTS,
    TABLET,
    TESTS,
    TEXTBOOKS,
    TOP_UP,
    WATER,
    Want,
)


class Story(NamedTuple):
    """A kind of household: who writes, what they need or may need, their words."""

    weight: float
    who: tuple[str, ...]
    people: tuple[int, int]
    urgent: float
    always: tuple[Want, ...]
    maybe: tuple[Want, ...]
    telling: tuple[str, ...]


STORIES = (
    Story(
        13,
        ("bà", "ông", "bà", "cô"),
        (1, 2),
        0.15,
        (RICE,),
        (EGGS, GREENS, SOFT, PRESSURE, WATER),
        (
            "Tôi {age} tuổi, ở một mình, chân yếu không xuống chợ được.",
            "Nhà chỉ có hai ông bà già, con cháu kẹt ở tỉnh chưa về.",
            "Tôi là hàng xóm báo giúp: cụ {age} tuổi ở một mình, tai hơi nặng.",
            "Tôi sống một mình, mấy bữa nay ăn mì gói nên mệt.",
        ),
    ),
    Story(
        12,
        ("chị", "anh", "gia đình chị"),
        (3, 5),
        0.2,
        (MILK,),
        (NAPPIES, RICE, FEVER, EGGS, GREENS),
        (
            "Bé nhà em {months} tháng, sữa chỉ còn vài muỗng.",
            "Nhà mới sinh bé được {weeks} tuần, có người đi làm ba tại chỗ chưa về.",
            "Nhà có bé {months} tháng và một bé {child} tuổi, khu em bị phong tỏa từ đầu tuần.",
            "Cả hai vợ chồng nghỉ việc, giờ không xoay được tiền mua sữa.",
        ),
    ),
    Story(
        13,
        ("gia đình anh", "gia đình chị", "chị", "anh"),
        (3, 6),
        0.05,
        (RICE,),
        (EGGS, GREENS, MEAT, OIL, NOODLES, SOAP),
        (
            "Nhà {people} người, nghỉ làm gần hai tháng, gạo còn ăn tới mai.",
            "Nhà một người chạy xe ôm, một người bán vé số, cả tháng không có thu nhập.",
            "Khu nhà trọ bị rào lại, nhà em có hai đứa nhỏ.",
            "Nhà em còn cầm cự được hai ba ngày, ai ở gần chia giúp chút rau.",
        ),
    ),
    Story(
        9,
        ("anh", "chị", "em"),
        (4, 8),
        0.1,
        (RICE, NOODLES),
        (EGGS, GREENS, OIL, PADS, WATER, SOAP),
        (
            "Dãy trọ tụi em {people} người, công ty đóng cửa từ đầu tháng.",
            "Phòng em {people} công nhân ở ghép, hết gạo từ hôm qua.",
            "Tụi em làm may, kẹt lại không về quê được, chủ trọ đã bớt tiền phòng.",
            "Xóm trọ {people} người nấu chung một bếp, có gì cũng quý.",
        ),
    ),
    Story(
        6,
        ("anh", "chị", "bác", "gia đình chú"),
        (1, 3),
        0.6,
        (DIALYSIS,),
        (RICE, SOFT),
        (
            "Ba tôi chạy thận ba lần một tuần, xe quen không chạy nữa.",
            "Tôi lọc máu đã bốn năm, không được trễ lịch.",
            "Nhà chỉ có xe máy mà má tôi yếu, ngồi không vững.",
        ),
    ),
    Story(
        6,
        ("chị", "anh"),
        (2, 4),
        0.3,
        (CHECK_UP,),
        (MASKS, TESTS),
        (
            "Bé đầu lòng, thai tháng thứ {pregnant}, đến hẹn khám mà không gọi được xe.",
            "Nhà em sắp đón bé mà không có xe, xin đặt trước một chuyến.",
        ),
    ),
    Story(
        10,
        ("chị", "anh", "cô", "gia đình anh"),
        (3, 6),
        0.0,
        (TEXTBOOKS,),
        (
            NOTEBOOKS,
            TABLET,
            DESK,
        ),
        (
            "Bé vào lớp {grade} mà nhà sách đóng cửa, chưa có bộ sách nào.",
            "Hai chị em học chung một điện thoại, đứa này học thì đứa kia nghỉ.",
            "Cháu học trực tuyến bằng điện thoại bể màn hình, nhìn không rõ chữ.",
            "Thầy cô giao bài qua mạng, nhà chưa có máy.",
        ),
    ),
    Story(
        8,
        ("chị", "anh", "gia đình anh"),
        (2, 5),
        0.1,
        (SHOPPING,),
        (FEVER, WATER, GREENS, MASKS),
        (
            "Cả nhà cách ly tại nhà, không ai ra ngoài được, tiền tôi gửi trước.",
            "Nhà có người dương tính từ hôm {day}, phường dặn ở yên trong nhà.",
            "Tôi mới mổ, không xách nặng được, nhà vắng người.",
        ),
    ),
    Story(
        6,
        ("chị", "anh", "con của bà", "cháu của ông"),
        (1, 4),
        0.9,
        (OXYGEN,),
        (
            OXIMETER,
            CALL_BACK,
        ),
        (
            "Má tôi {age} tuổi khó thở từ tối qua, đang chờ xe cấp cứu.",
            "Ba tôi là F0 ngày thứ {day}, chỉ số xuống thấp dần.",
            "Người nhà mệt, nói không ra hơi, gọi mấy nơi đều bận.",
        ),
    ),
    Story(
        8,
        ("chị", "anh", "em", "cô"),
        (1, 5),
        0.25,
        (ADVICE,),
        (FEVER, TESTS, OXIMETER, GREENS),
        (
            "Cả nhà {people} người đều dương tính, chưa biết uống thuốc gì.",
            "Em sốt ngày thứ hai, ở trọ một mình, hơi lo.",
            "Tôi có tiểu đường, mới thử hai vạch sáng nay.",
            "Bé {child} tuổi ho và sốt nhẹ, muốn hỏi bác sĩ nhi.",
        ),
    ),
    Story(
        5,
        ("anh", "chị", "em"),
        (1, 3),
        0.35,
        (ROOM,),
        (NOODLES, RICE, SOAP),
        (
            "Em làm phụ hồ, công trình đóng, chủ lấy lại lán nên chưa có chỗ ngủ.",
            "Tôi ra viện mà nhà trọ không cho vào, cần chỗ ở ít hôm.",
            "Hai chị em từ miền Tây lên chữa bệnh, kẹt lại, hết tiền phòng.",
        ),
    ),
    Story(
        6,
        ("bác", "cô", "chú", "bà"),
        (1, 3),
        0.4,
        (DIABETES,),
        (PRESSURE, SOFT, SUGAR_TESTS),
        (
            "Thuốc của tôi còn ba ngày, bệnh viện hẹn phát tiếp mà không đi được.",
            "Tôi chích insulin mỗi ngày, tủ thuốc gần hết.",
            "Nhà thuốc gần đây hết loại tôi uống, nhờ ai tìm giúp nơi khác.",
        ),
    ),
    Story(
        5,
        ("em", "chị", "anh"),
        (2, 5),
        0.0,
        (NOODLES,),
        (EGGS, GREENS, TOP_UP, PADS),
        (
            "Tụi em là sinh viên kẹt lại ký túc xá, hết tiền ăn cuối tháng.",
            "Em sinh viên năm {year}, làm thêm bị nghỉ, ba má ở quê cũng khó.",
            "Phòng em {people} bạn, còn ít gạo, xin thêm đồ ăn kèm.",
        ),
    ),
    Story(
        4,
        ("chị", "anh", "cô"),
        (2, 4),
        0.1,
        (GAS,),
        (RICE, WATER, OIL),
        (
            "Bếp hết gas giữa chừng, tiệm quen nghỉ, tiền tôi trả đủ.",
            "Nhà hết gas hai hôm nay, đang nấu nhờ hàng xóm.",
        ),
    ),
    Story(
        4,
        ("cô", "chị", "bác", "chú"),
        (1, 4),
        0.15,
        (ADULT_NAPPIES,),
        (SOFT, RICE, MASKS),
        (
            "Má tôi nằm một chỗ đã hai năm, tôi chăm một mình.",
            "Nhà có người khuyết tật, tôi không rời nhà lâu được.",
            "Anh tôi tai biến, nằm nhà, khu này hết tã người lớn.",
        ),
    ),
    Story(
        4,
        ("anh", "chị"),
        (1, 3),
        0.2,
        (HOME_AGAIN,),
        (RICE, GREENS),
        (
            "Ba em được xuất viện mà không có xe nào chịu đón.",
            "Em khỏi bệnh, có giấy, cần xe về nhà trong thành phố.",
        ),
    ),
    Story(
        3,
        ("chị", "cô", "anh"),
        (1, 2),
        0.0,
        (PLUMBER,),
        (SOAP, CAT_FOOD),
        (
            "Ống nước bếp rò suốt đêm, thợ không vào được hẻm.",
            "Tôi ở một mình với mấy con mèo, hết đồ ăn cho tụi nó.",
        ),
    ),
)
