"""What people type into the forms for asking and for registering."""

from typing import Any

ONE_PAGE = "/requests/new/one-page"
ASK: dict[str, Any] = {
    "categories": ["food", "medicine"],
    "goods_food": "Gạo",
    "quantity_food": "5 kg",
    "people": "4",
    "urgency": "urgent",
    "place": "Phường Tân Hưng, TP.HCM",
    "name": "Bà Tư",
    "phone": "0912 345 603",
    "description": "Nhà cuối hẻm",
}
REGISTER: dict[str, Any] = {
    "kind": "volunteer",
    "name": "Hương",
    "phone": "0912 345 601",
    "categories": ["food"],
    "radius": "own",
    "radius_own": "2,5",
    "capacity": "3",
    "opening_hours": "Mo-Fr 17:00-21:00",
    "lat": "10.77",
    "lon": "106.7",
}
