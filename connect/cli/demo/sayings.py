"""How people end what they write, and what the North says where the South says otherwise."""

CLOSINGS = (
    "Gọi trước năm phút giúp, ra đầu hẻm lấy liền.",
    "Cứ để trước cổng rồi nhắn là được.",
    "Buổi chiều nhà luôn có người.",
    "Hẻm nhỏ, xe máy vào được.",
    "Nhà có chó nhưng hiền, cứ bấm chuông.",
    "Chốt phong tỏa ở đầu hẻm, gửi ở bàn trực ghi tên người nhận.",
    "Nhắn tin tiện hơn gọi, máy hay để im lặng.",
    "Tới nơi hỏi tổ trưởng là ai cũng biết.",
    "Nếu xa quá thì thôi, đừng cố nha.",
    "Có gì giúp nấy, không dám kén chọn.",
    "",
    "",
)
THANKS = (
    "Cảm ơn nhiều lắm.",
    "Cả nhà biết ơn.",
    "Cảm ơn bà con.",
    "Mong ai đó ở gần.",
    "Cảm ơn trước nha.",
    "Chúc mọi người bình an.",
    "",
    "",
)
# What people of the North say instead.
NORTHERN = {
    "hẻm": "ngõ",
    "xà bông": "xà phòng",
    "má": "mẹ",
    "ba má": "bố mẹ",
    "nha": "nhé",
    "tụi em": "bọn em",
    "tụi nó": "chúng nó",
    "tụi": "bọn",
    "bể": "vỡ",
    "lầu": "tầng",
    "chích": "tiêm",
    "muỗng": "thìa",
    "mốt": "kia",
    "từ miền tây lên": "từ quê ra",
    "ba tôi": "bố tôi",
    "ba em": "bố em",
    "dì": "cô",
}
