"""Words for the kinds of regions and companies, and for what a company has at a place."""

KINDS = {
    "country": "Country",
    "province": "Province",
    "municipality": "Municipality",
    "city": "City",
    "new-area": "New area",
    "district": "District",
    "company": "Company",
    "joint-venture": "Joint venture",
    "institution": "Institution",
}
ROLES = {
    "base": "Base",
    "factory": "Factory",
    "head-office": "Head office",
    "hub": "Hub",
    "industrial-park": "Industrial park",
    "r-and-d": "Research and development",
    "site": "Site",
}
