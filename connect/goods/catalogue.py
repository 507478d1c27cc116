"""The goods that have a code. What is not among them is still had and asked for, in own words."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

# Numbers of goods stand beside those of categories in the index of suppliers.
MAX_ENTRIES = 512


class Entry(NamedTuple):
    """A good of the catalogue.

    `number` is its compartment in the index of suppliers: it never changes and is never given
    again. `category` is the code of the kind of help that asks for it. `also` are other words for
    it, in any language, folded (`foundation.text.fold`).
    """

    number: int
    code: str
    category: str
    name: Any
    also: tuple[str, ...] = ()


def _entry(number: int, code: str, category: str, name: Any, also: str = "") -> Entry:
    return Entry(number, code, category, name, tuple(filter(None, also.split(", "))))


_ENTRIES = (
    _entry(1, "rice", "food", _l("Rice"), "gao te, gao nep, gao trang, gao thom, com gao"),
    _entry(2, "noodles", "food", _l("Instant noodles"),
        "mi, mi tom, mi an lien, mi goi, my goi, noodles, pho kho, bun kho, mien"),
    _entry(3, "vegetables", "food", _l("Vegetables"), "rau, rau xanh, rau cu, cu qua, veg, greens"),
    _entry(4, "fruit", "food", _l("Fruit"), "hoa qua, trai cay, chuoi, cam"),
    _entry(5, "meat", "food", _l("Meat"),
        "thit, thit heo, thit lon, thit bo, thit ga, pork, beef, chicken"),
    _entry(6, "fish", "food", _l("Fish and seafood"), "ca, ca tuoi, tom, muc, hai san, seafood"),
    _entry(7, "eggs", "food", _l("Eggs"), "trung, trung ga, trung vit, egg"),
    _entry(8, "milk", "food", _l("Milk"), "sua, sua tuoi, sua hop"),
    _entry(9, "baby_formula", "food", _l("Baby formula"),
        "sua bot, sua em be, sua cong thuc, sua cho be, formula"),
    _entry(10, "baby_food", "food", _l("Baby food"), "chao an dam, bot an dam, an dam"),
    _entry(11, "bread", "food", _l("Bread"), "banh mi, banh"),
    _entry(12, "drinking_water", "food", _l("Drinking water"),
        "nuoc, nuoc loc, nuoc suoi, nuoc binh, water"),
    _entry(13, "cooking_oil", "food", _l("Cooking oil"), "dau, dau an, oil"),
    _entry(14, "fish_sauce", "food", _l("Fish sauce"), "mam, nuoc tuong, xi dau, soy sauce"),
    _entry(15, "salt_sugar", "food", _l("Salt and sugar"),
        "muoi, duong, salt, sugar, bot ngot, hat nem"),
    _entry(16, "tinned_food", "food", _l("Tinned food"), "do hop, ca hop, thit hop, canned food"),
    _entry(17, "beans", "food", _l("Beans and lentils"),
        "dau xanh, dau nanh, dau hat, dau hu, tofu, lentils"),
    _entry(18, "cooked_meals", "food", _l("Cooked meals"),
        "com, com hop, suat an, bua an, meals, lunch box"),
    _entry(19, "nappies", "food", _l("Nappies"), "ta, bim, ta em be, diapers, ta giay"),
    _entry(20, "adult_nappies", "food", _l("Nappies for adults"),
        "ta nguoi lon, bim nguoi lon, ta nguoi gia"),
    _entry(21, "sanitary_pads", "food", _l("Sanitary pads"), "bang ve sinh, pads"),
    _entry(22, "toilet_paper", "food", _l("Toilet paper"), "giay, khan giay, tissue"),
    _entry(23, "soap", "food", _l("Soap and shampoo"),
        "xa phong, xa bong, sua tam, dau goi, shampoo"),
    _entry(24, "washing_powder", "food", _l("Washing powder"),
        "bot giat, nuoc giat, nuoc rua chen, detergent"),
    _entry(25, "toothpaste", "food", _l("Toothpaste"), "kem danh rang, ban chai"),
    _entry(26, "gas", "food", _l("Cooking gas"), "ga, binh gas, binh ga, ga nau an"),
    _entry(27, "clothes", "other", _l("Clothes"), "ao quan, do mac, quan ao cu"),
    _entry(28, "blankets", "other", _l("Blankets"), "men, chan men, chan dap"),
    _entry(29, "pet_food", "other", _l("Pet food"), "thuc an cho meo, do an cho cho, hat cho meo"),
    _entry(30, "candles_batteries", "other", _l("Candles and batteries"),
        "nen, den cay, pin, den pin, torch"),
    _entry(31, "masks", "medicine", _l("Masks"), "khau trang, face mask, khau trang y te, n95"),
    _entry(32, "hand_sanitiser", "medicine", _l("Hand sanitiser"),
        "con, nuoc rua tay, gel rua tay, sat khuan, con sat khuan"),
    _entry(33, "gloves", "medicine", _l("Gloves"), "gang tay, bao tay"),
    _entry(34, "test_kits", "medicine", _l("COVID-19 tests"),
        "kit test, que thu, test nhanh, kit xet nghiem"),
    _entry(35, "fever_medicine", "medicine", _l("Fever and pain medicine"),
        "thuoc ha sot, paracetamol, panadol, thuoc giam dau"),
    _entry(36, "cough_medicine", "medicine", _l("Cough and cold medicine"),
        "thuoc ho, thuoc cam, siro ho"),
    _entry(37, "blood_pressure_medicine", "medicine", _l("Blood pressure medicine"),
        "thuoc huyet ap, thuoc cao huyet ap, amlodipine"),
    _entry(38, "diabetes_medicine", "medicine", _l("Diabetes medicine"),
        "thuoc tieu duong, insulin, metformin, thuoc dai thao duong"),
    _entry(39, "asthma_medicine", "medicine", _l("Asthma medicine"),
        "thuoc hen, thuoc suyen, ventolin, binh xit hen"),
    _entry(40, "stomach_medicine", "medicine", _l("Stomach medicine"),
        "thuoc da day, thuoc tieu chay, oresol, men tieu hoa"),
    _entry(41, "vitamins", "medicine", _l("Vitamins"), "vitamin c, thuoc bo"),
    _entry(42, "oxygen", "medicine", _l("Oxygen"), "o xy, oxi, binh oxy, binh oxi, may tao oxy"),
    _entry(43, "oximeter", "medicine", _l("Oximeters"), "may do oxy, may do spo2, spo2"),
    _entry(44, "thermometer", "medicine", _l("Thermometers"), "nhiet ke, cap nhiet do"),
    _entry(45, "first_aid", "medicine", _l("First aid"),
        "bong bang, bang gac, thuoc do, bandages, so cuu"),
    _entry(46, "prescription", "medicine", _l("Prescription medicine"),
        "thuoc theo toa, thuoc ke don, thuoc tay"),
    _entry(47, "textbooks", "school_supplies", _l("Textbooks"),
        "sach, sach giao khoa, sgk, sach hoc, books"),
    _entry(48, "notebooks", "school_supplies", _l("Notebooks"),
        "vo, tap, vo viet, tap vo, tap hoc sinh, exercise books"),
    _entry(49, "pens", "school_supplies", _l("Pens and pencils"),
        "but, but bi, but chi, pen, pencil, do dung hoc tap"),
    _entry(50, "school_bags", "school_supplies", _l("School bags"),
        "cap, cap sach, ba lo, balo, backpack"),
    _entry(51, "school_uniforms", "school_supplies", _l("School uniforms"),
        "dong phuc, ao dong phuc, khan quang"),
    _entry(52, "calculators", "school_supplies", _l("Calculators"),
        "may tinh bo tui, may tinh casio, casio"),
    _entry(53, "phones_tablets", "school_supplies", _l("Phones and tablets"),
        "dien thoai, may tinh bang, ipad, smartphone, tablet"),
    _entry(54, "computers", "school_supplies", _l("Computers"), "may tinh, laptop, may vi tinh"),
    _entry(55, "sim_data", "school_supplies", _l("SIM cards and data"),
        "sim, the cao, the nap, goi mang, 4g, the dien thoai, wifi"),
)  # fmt: skip
CATALOGUE = {entry.code: entry for entry in _ENTRIES}
