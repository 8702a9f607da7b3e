const lines = (text: string): readonly string[] =>
  text
    .trim()
    .split(/\s*[,\n]\s*/)
    .filter((x) => x !== '')

/** First words of institutions' names; shared by hospitals, clinics, homes and employers. */
export const STEMS =
  lines(`Tamarack Ridge, Quillfeather, Two Pines, Sagebrush, Meramec Bend, Lantern, Corner Mortar, Big Muddy, Cascade Pines, Bluewren, Harrowgate, Stonebridge, Cedar Hollow, Kestrel Point, Marigold, Northfork, Old Mission, Palisade,
  Red Lodge, Sandhill, Three Rivers, Union Square, Vista Grande, Westerly, Yellowwood, Amberfield, Briarcliff, Crescent Bay, Dune Harbor, Eastlake, Fairmount, Glenhaven, Hawk Mountain, Iron Range, Juniper Flats, Kingsport Landing, Laurel Ridge,
  Mill Pond, Nantasket, Ocean State, Pilgrim, Queen City, Riverbend, Silver Birch, Tidewater, Upper Valley, Verdugo, White Oak, Zephyr, Arroyo Seco, Bay Colony, Copper Basin, Delta, Evergreen, Four Corners, Great Plains, High Desert, Isle Royal,
  Jordan River, Lake Superior, Mesa, Niobrara, Ozark, Piedmont, Rio Bravo, Sierra Vista, Twelve Mile, Wabash, Yukon, Bethesda-by-the-Lake, Good Shepherd, Holy Family, Mercy, Mount Carmel, Our Lady of Solitude, Sacred Heart, St. Anne's, St. Brendan's,
  St. Jude, St. Elmo, Trinity, Beth Israel North, Shalom, Zion, Emmanuel, Calvary, Ebenezer, Grace, Hope, Providence, Resurrection, Lincoln, Roosevelt, Franklin, Carver, Tubman, Sojourner, Kennedy, Whitman, Thoreau, Darwin, Pasteur, Nightingale, Barton`)

export const HOSPITALS =
  lines(`Medical Center, Memorial Hospital, General Hospital, Regional Hospital, Community Hospital, Health Sciences Center, University Hospital, Hospital & Clinics, VA Medical Center, Children's Hospital, Critical Access Hospital,
  Surgical Hospital, Heart Hospital, Cancer Institute, Rehabilitation Hospital, Health System`)
export const CLINICS =
  lines(`Family Practice, Internal Medicine, Clinic, Health Center, Cardiology Associates, Nephrology Group, Dermatology, Women's Health, Pediatrics, Orthopedics, Pain & Spine, Eye Center, Endocrine Clinic, GI Associates, Neurology, Urgent Care,
  Primary Care, Behavioral Health, Dialysis, Wound Center, Sleep Laboratory, Infusion Suite, Physical Therapy, Dental Group`)
export const PHARMACIES = lines(
  'Pharmacy, Drug, Apothecary, Rx, Compounding Pharmacy, Drug #2, Family Drug, Pharmacy & Gift, Mail Pharmacy',
)
export const HOMES = lines(
  `Nursing & Rehab, Assisted Living, Memory Care, Care Center, Manor, Retirement Village, Health & Rehabilitation, Hospice, House Hospice, Home Health, Board & Care, Skilled Nursing, Lodge, Court Senior Living, Visiting Nurses`,
)
export const LABORATORIES = lines(
  'Laboratory, Regional Laboratory, Pathology Associates, Diagnostics, Reference Lab, Clinical Labs, Imaging, Radiology Partners, Molecular',
)
/** Facilities whose names give nothing away. */
export const PLAIN_FACILITIES =
  lines(`The Birches, The Maples, Casa Serena, Women's Wellspring, Vida Sana, Whispering Pines, Autumn Leaves, The Willows at Mill Pond, Sunnyside, Golden Hour, Casa Loma, Farmacia Luz, Botica del Pueblo, Nye Family Funeral Home,
  House of Ruth, Sanctuary East, The Landing, Harbor Lights, Crossroads, New Leaf, Stepping Stones, Bridge House, Second Wind, Morningstar`)

export const TRADES =
  lines(`School District, Unified, Elementary, Middle School, High School, Community College, Lutheran Church, Baptist Church, Mosque, Rotary, Elks Lodge, VFW Post 118, Fire Department, Sheriff's Office, Transit Authority, Public Library, Water Works,
  Granite & Tile, Lumber, Roofing, Trucking, Freight Lines, Poultry, Dairy, Packing Co., Foods, Bakery, Brewing Co., Foundry, Steel, Tool & Die, Plastics, Paper Mill, Shipyard, Boatworks, Airlines, Savings Bank, Credit Union, Insurance Agency, Realty,
  Law Group, Hardware, Auto Body, Tire & Lube, Landscaping, Electric Co-op, Wind Energy, Solar, Software, Robotics, Textiles, Upholstery, Furniture, Hotel & Casino, Diner, Catering, Florists, Growers Co-op, Vineyards, Ranch, Nursery, Kennels, Daycare, YMCA`)
export const PLAIN_ORGS =
  lines(`Kittredge Watch Works, Atlantic Scallop House, Ellens Bluff Rotary, Acme Rivet, Blue Plate, Sons of Norway, Ladies of Charity, Teamsters Local 118, Curl Up & Dye, The Bread Line, Hammer & Tongs, Big Sky Excavating, Mama Lucia's,
  Iglesia Cristo Rey, Masjid An-Nur, Temple Beth Or, Gurdwara Sahib, Camp Wapiti, Troop 414, PS 118, Tri-County Head Start, The Daily Ledger, WKLN Radio, Paws & Claws, Uncle Lou's Pizza, Stitch in Time, Lucky Star Nails`)

/** Insurers are product names and stay unmarked. */
export const INSURERS = lines(
  'Aetna, Humana Gold, BCBS PPO, UnitedHealthcare, Cigna, Medicare Part B, Medicaid, Tricare, Kaiser, Molina, MassHealth, Oscar, Ambetter, Anthem, Medicare Advantage, WellCare',
)
/** Makes for what stands beside plates and serials; unmarked. */
export const CARS = lines(
  'silver Corolla, blue F-150, white minivan, red Civic, old Buick, grey Subaru, black Tacoma, green wagon, tan Camry, Harley, orange Jeep, Prius, Odyssey, work van, pontoon trailer',
)
