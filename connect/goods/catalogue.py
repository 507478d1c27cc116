"""The goods that have a code. What is not among them is still had and asked for, in own words."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

# Numbers of goods stand beside those of categories in the index of suppliers.
MAX_ENTRIES = 512


class Entry(NamedTuple):
    """A good of the catalogue.

    `number` is its compartment in the index of suppliers: it never changes and is never given
    again. `category` is the code of the kind of help that asks for it. `name` speaks the language
    of the page. `also` are other words for it, in any language, with their marks.
    `kind_of` is the code of a more general good: who asks for medicine may mean any of its kinds.
    """

    number: int
    code: str
    category: str
    name: Any
    also: tuple[str, ...] = ()
    kind_of: str = ""


def _entry(
    number: int, code: str, category: str, name: Any, also: str = "", *, kind_of: str = ""
) -> Entry:
    return Entry(number, code, category, name, tuple(filter(None, also.split(", "))), kind_of)


_ENTRIES = (
    _entry(1, "rice", "food", _l("Rice"),
        "gạo tẻ, gạo nếp, gạo trắng, gạo thơm, gạo lứt, gạo st25, nếp"),
    _entry(2, "noodles", "food", _l("Instant noodles"),
        "mì, mỳ, mì tôm, mỳ tôm, mì ăn liền, mì gói, mỳ gói, my goi, hảo hảo, noodles, phở khô, "
        "phở gói, bún khô, bún, miến, nui"),
    _entry(3, "vegetables", "food", _l("Vegetables"),
        "rau, rau xanh, rau củ, rau củ quả, rau sạch, củ quả, khoai tây, khoai lang, cà chua, "
        "cà rốt, bắp cải, bí đỏ, veg, greens, potatoes"),
    _entry(4, "fruit", "food", _l("Fruit"), "hoa quả, trái cây, chuối, cam"),
    _entry(5, "meat", "food", _l("Meat"),
        "thịt, thịt heo, thịt lợn, thịt bò, thịt gà, thịt vịt, gà, giò chả, pork, beef, chicken"),
    _entry(6, "fish", "food", _l("Fish and seafood"),
        "cá, cá tươi, cá khô, tôm, mực, hải sản, fish, seafood"),
    _entry(7, "eggs", "food", _l("Eggs"), "trứng, trứng gà, trứng vịt, hột gà, hột vịt, egg"),
    _entry(8, "milk", "food", _l("Milk"), "sữa, sữa tươi, sữa hộp, sữa đặc, sữa chua"),
    _entry(9, "baby_formula", "food", _l("Baby formula"),
        "sữa bột, sữa em bé, sữa công thức, sữa trẻ em, sữa cho bé, sữa cho con, sữa cho em bé, "
        "sữa cho trẻ em, sữa bột cho bé, formula, baby milk"),
    _entry(10, "baby_food", "food", _l("Baby food"),
        "cháo ăn dặm, bột ăn dặm, ăn dặm, bánh ăn dặm"),
    _entry(11, "bread", "food", _l("Bread"), "bánh mì, bánh mỳ, bánh"),
    _entry(12, "drinking_water", "food", _l("Drinking water"),
        "nước, nước uống, nước lọc, nước suối, nước sạch, nước bình, nước đóng chai, bình nước, "
        "chai nước, water"),
    _entry(13, "cooking_oil", "food", _l("Cooking oil"), "dầu, dầu ăn, oil"),
    _entry(14, "fish_sauce", "food", _l("Fish sauce"),
        "mắm, nước mắm, nước tương, xì dầu, nước chấm, soy sauce"),
    _entry(15, "salt_sugar", "food", _l("Salt and sugar"),
        "muối, muối ăn, đường, đường cát, đường trắng, muối đường, bột ngọt, mì chính, bột canh, "
        "hạt nêm, gia vị, salt, sugar"),
    _entry(16, "tinned_food", "food", _l("Tinned food"),
        "đồ hộp, cá hộp, thịt hộp, pate, canned food"),
    _entry(17, "beans", "food", _l("Beans and lentils"),
        "đậu, đậu xanh, đậu nành, đậu đen, đậu hạt, đậu hũ, đậu phụ, tàu hũ, lạc, beans, tofu, "
        "lentils"),
    _entry(18, "cooked_meals", "food", _l("Cooked meals"),
        "cơm, cơm hộp, cơm phần, cháo, suất ăn, bữa ăn, phần ăn, meals, lunch box"),
    _entry(19, "nappies", "food", _l("Nappies"),
        "tã, bỉm, tã em bé, tã giấy, tã quần, tã cho bé, bỉm cho bé, bỉm sữa, nappy, diapers, "
        "diaper"),
    _entry(20, "adult_nappies", "food", _l("Nappies for adults"),
        "tã người lớn, bỉm người lớn, tã người già, tã cho người già, tã cho người lớn, "
        "adult diapers"),
    _entry(21, "sanitary_pads", "food", _l("Sanitary pads"), "băng vệ sinh, bvs, pads, tampons"),
    _entry(22, "toilet_paper", "food", _l("Toilet paper"),
        "giấy vệ sinh, khăn giấy, giấy ăn, giấy, tissue, tissues"),
    _entry(23, "soap", "food", _l("Soap and shampoo"),
        "xà phòng, xà bông, sữa tắm, dầu gội, dầu gội đầu, soap, shampoo"),
    _entry(24, "washing_powder", "food", _l("Washing powder"),
        "bột giặt, nước giặt, nước xả, nước rửa chén, nước rửa bát, detergent"),
    _entry(25, "toothpaste", "food", _l("Toothpaste"), "kem đánh răng, bàn chải, toothbrush"),
    _entry(26, "gas", "food", _l("Cooking gas"),
        "gas, ga, bình gas, bình ga, đổi gas, gas mini, ga nấu ăn"),
    _entry(27, "clothes", "other", _l("Clothes"), "quần áo, áo quần, đồ mặc, áo ấm, áo khoác"),
    _entry(28, "blankets", "other", _l("Blankets"), "chăn, mền, chăn màn, chăn đắp, blanket"),
    _entry(29, "pet_food", "other", _l("Pet food"),
        "thức ăn cho mèo, thức ăn cho chó, hạt cho mèo, hạt cho chó, cat food, dog food"),
    _entry(30, "candles_batteries", "other", _l("Candles and batteries"),
        "nến, đèn cầy, pin, đèn pin, torch, candles, batteries"),
    _entry(31, "masks", "medicine", _l("Masks"),
        "khẩu trang, khẩu trang y tế, face mask, mask, n95"),
    _entry(32, "hand_sanitiser", "medicine", _l("Hand sanitiser"),
        "cồn, cồn y tế, cồn sát khuẩn, cồn 70, nước rửa tay, gel rửa tay, sát khuẩn, "
        "nước sát khuẩn, hand sanitizer, sanitizer"),
    _entry(33, "gloves", "medicine", _l("Gloves"), "găng tay, bao tay, glove"),
    _entry(34, "test_kits", "medicine", _l("COVID-19 tests"),
        "kit test, kit test nhanh, que thử, que test, test nhanh, kít test, kit xét nghiệm"),
    _entry(35, "fever_medicine", "medicine", _l("Fever and pain medicine"),
        "thuốc hạ sốt, hạ sốt, paracetamol, panadol, efferalgan, thuốc giảm đau, thuốc đau đầu",
        kind_of="medicine"),
    _entry(36, "cough_medicine", "medicine", _l("Cough and cold medicine"),
        "thuốc ho, thuốc cảm, thuốc cảm cúm, siro ho, cough syrup",
        kind_of="medicine"),
    _entry(37, "blood_pressure_medicine", "medicine", _l("Blood pressure medicine"),
        "thuốc huyết áp, thuốc cao huyết áp, thuốc tăng huyết áp, amlodipine",
        kind_of="medicine"),
    _entry(38, "diabetes_medicine", "medicine", _l("Diabetes medicine"),
        "thuốc tiểu đường, thuốc đái tháo đường, insulin, metformin",
        kind_of="medicine"),
    _entry(39, "asthma_medicine", "medicine", _l("Asthma medicine"),
        "thuốc hen, thuốc hen suyễn, thuốc suyễn, bình xịt hen, ventolin, inhaler",
        kind_of="medicine"),
    _entry(40, "stomach_medicine", "medicine", _l("Stomach medicine"),
        "thuốc dạ dày, thuốc bao tử, thuốc tiêu chảy, thuốc đau bụng, men tiêu hóa, oresol",
        kind_of="medicine"),
    _entry(41, "vitamins", "medicine", _l("Vitamins"), "vitamin, vitamin c, thuốc bổ"),
    _entry(42, "oxygen", "medicine", _l("Oxygen"),
        "oxy, oxi, ô xy, ô xi, bình oxy, bình oxi, máy tạo oxy, máy thở oxy"),
    _entry(43, "oximeter", "medicine", _l("Oximeters"),
        "máy đo oxy, máy đo nồng độ oxy, máy đo spo2, spo2"),
    _entry(44, "thermometer", "medicine", _l("Thermometers"), "nhiệt kế, cặp nhiệt độ"),
    _entry(45, "first_aid", "medicine", _l("First aid"),
        "bông băng, băng gạc, băng cá nhân, thuốc đỏ, bandages, sơ cứu"),
    _entry(46, "prescription", "medicine", _l("Prescription medicine"),
        "thuốc theo toa, thuốc kê đơn, thuốc theo đơn",
        kind_of="medicine"),
    _entry(47, "textbooks", "school_supplies", _l("Textbooks"),
        "sách, sách giáo khoa, sgk, sách học, sách vở, books, schoolbooks"),
    _entry(48, "notebooks", "school_supplies", _l("Notebooks"),
        "vở, tập, vở viết, tập vở, tập học sinh, vở học sinh, giấy vở, exercise books"),
    _entry(49, "pens", "school_supplies", _l("Pens and pencils"),
        "bút, bút bi, bút chì, bút mực, viết chì, bút thước, đồ dùng học tập, dụng cụ học tập, "
        "pens, pencils"),
    _entry(50, "school_bags", "school_supplies", _l("School bags"),
        "cặp, cặp sách, cặp học sinh, ba lô, balo, backpack"),
    _entry(51, "school_uniforms", "school_supplies", _l("School uniforms"),
        "đồng phục, áo đồng phục, khăn quàng"),
    _entry(52, "calculators", "school_supplies", _l("Calculators"),
        "máy tính bỏ túi, máy tính casio, casio"),
    _entry(53, "phones_tablets", "school_supplies", _l("Phones and tablets"),
        "điện thoại, điện thoại cũ, điện thoại thông minh, điện thoại cảm ứng, máy tính bảng, "
        "ipad, smartphone, phone, tablet"),
    _entry(54, "computers", "school_supplies", _l("Computers"),
        "máy tính, máy tính xách tay, máy vi tính, laptop, computer"),
    _entry(55, "sim_data", "school_supplies", _l("SIM cards and data"),
        "sim, sim 4g, sim học online, thẻ cào, thẻ nạp, gói mạng, thẻ điện thoại, wifi, 4g"),
    _entry(56, "medicine", "medicine", _l("Medicine"), "thuốc, thuốc men, thuốc tây"),
    _entry(57, "coffee_tea", "food", _l("Coffee and tea"), "cà phê, cafe, trà, chè, coffee, tea"),
    _entry(58, "blood_pressure_monitor", "medicine", _l("Blood pressure monitors"),
        "máy đo huyết áp"),
)  # fmt: skip
CATALOGUE = {entry.code: entry for entry in _ENTRIES}
