/** Words that names of places and institutions are made of. Ordinary English on purpose: what makes a name is the company it keeps. */
const list = (text) => text.trim().split(/\s+/)
const phrases = (text) => text.trim().split(/\s*[|\n]\s*/)

export const NATURE = list(`
Alder Amber Antelope Apple Arbor Ash Aspen Autumn Badger Balsam Bass Bay Beacon Bear Beaver Beech Berry Birch Bison Bitter Blackbird Blue Bluff Bobcat Boulder Bramble Brass Briar Bridge Bright Bristle Brook Buck Buckeye Buffalo Bull Burr Butte Buttercup
Cactus Canary Canyon Cardinal Caribou Cascade Catfish Cattail Cedar Chestnut Cinder Clay Clear Cliff Clover Coal Cold Copper Coral Cotton Cougar Coyote Crane Creek Crescent Cross Crow Crystal Cypress Daisy Dawn Deer Desert Diamond Dogwood Dove Dry Duck
Dune Eagle Earth East Echo Elk Elm Ember Falcon Fallen Fern Field Finch Fir Fisher Flint Flower Forest Fox Frost Garden Garnet Gate Glacier Glass Glen Gold Golden Goose Granite Grass Gray Green Grizzly Grouse Gull Harbor Harvest Haven Hawk Hazel Heather
Heron Hickory High Hill Hollow Holly Honey Horizon Horse Hunter Indigo Iris Iron Island Ivory Ivy Jade Jasper Juniper Kestrel Keystone Lake Lantern Larch Lark Laurel Lava Leaf Ledge Liberty Lilac Lily Lime Linden Lion Little Lodge Lone Long Lost Lotus
Lower Lynx Magnolia Maple Marble Marsh Meadow Mesa Mill Mink Mist Monarch Moon Moose Morning Moss Mountain Mulberry Mustang Narrow New Night North Oak Ocean Old Olive Onyx Opal Orchard Oriole Osprey Otter Owl Palm Panther Paradise Peach Pearl Pebble Pecan
Pelican Perch Pheasant Pigeon Pike Pilgrim Pine Pinon Pioneer Plain Pleasant Plum Pond Poplar Poppy Prairie Quail Quarry Quartz Quiet Rabbit Rain Ram Raven Red Reed Ridge River Robin Rock Rocky Rose Round Ruby Rush Sable Saddle Sage Salmon Salt Sand Sandy
Sapphire Scarlet Sea Sedge Shadow Shady Shell Silver Sky Slate Smoke Snow South Sparrow Spirit Spring Spruce Squirrel Stag Star Steep Still Stone Storm Stream Summer Summit Sun Sunny Sunrise Sunset Swan Sweet Sycamore Tall Tamarind Teal Thistle Thorn
Thunder Tiger Timber Trail Tree Trout Tulip Turkey Turtle Twin Upper Valley Vine Violet Vista Walnut Water Wave West Wheat White Wild Willow Wind Winter Wolf Wood Wren Yarrow Yellow`)

export const PLACE_ENDS = list(`
Acres Basin Bay Beach Bend Bluff Bluffs Bottom Branch Bridge Brook Butte Canyon Center City Cliffs Corner Corners Cove Creek Crest Crossing Dale Falls Farm Ferry Field Fields Flat Flats Ford Forge Forks Fork Gap Glen Grove Gulch Harbor Haven Heights
Hill Hills Hollow Island Junction Knob Lake Lakes Landing Lick Lodge Meadow Meadows Mesa Mill Mills Mound Mountain Neck Park Pass Plains Point Pond Port Prairie Ranch Rapids Ridge River Rock Run Sands Shoals Shores Spring Springs Station Summit Town
Trace Tree Vale Valley View Village Vista Water Well Wells Woods`)

export const PLACE_TAILS = list(
  `ville town ton burg boro borough bury dale field ford ham haven hurst kirk land ley mont mouth port shire side stead ster view wick wood worth by den don ells ica ola ette ana ona iah ora`,
)

export const PLACE_HEADS = phrases(
  `Lake|Port|Fort|Mount|Mt.|St.|Saint|San|Santa|Los|Las|El|La|North|South|East|West|New|Old|Upper|Lower|Little|Big|Grand|Glen|Point|Cape|Bay|Villa|Rio|Le|Lac|Bois|Castle|Camp|Isle of|Val|Puerto|Ste.|Playa`,
)

export const SAINTS = list(
  `Anne Agnes Alban Ambrose Andrew Anthony Augustine Barnabas Bede Benedict Bernadette Brigid Camillus Catherine Cecilia Clare Columba Cuthbert Cyril Damian Dominic Dunstan Elizabeth Ephrem Francis Gabriel Gerard Giles Helena Hilda Ignatius Isidore James
  Jerome Joachim Joan John Joseph Jude Kevin Lawrence Leo Louis Lucy Luke Margaret Mark Martha Martin Mary Matthew Michael Monica Nicholas Olaf Patrick Paul Peter Philip Raphael Raymond Rita Roch Rose Sebastian Simon Stephen Teresa Theodore Thomas Timothy
  Ursula Vincent Vitus Wilfrid Xavier`,
)

export const HOLY = phrases(
  `Sacred Heart|Good Samaritan|Good Shepherd|Holy Cross|Holy Name|Holy Spirit|Our Lady of Grace|Our Lady of Mercy|Mercy|Providence|Trinity|Bethany|Bethel|Bethesda|Calvary|Ebenezer|Emmanuel|Faith|Grace|Hope|Immanuel|Mount Olive|Mount Zion|Mt. Hermon
  New Life|Resurrection|Shiloh|Zion|Christ the King|Star of the Sea|Beth Shalom|Beth El|Divine Savior|Stella Maris|Cristo Rey|Santa Clara|San Rafael|Mater Dei|St. Mary of the Plains|Living Waters|Greater Hope|First Light|All Saints|All Souls`,
)

export const HOSPITAL_ENDS = phrases(
  `Hospital|Medical Center|Med Ctr|Med Center|Memorial|Memorial Hospital|Regional|Regional Medical Center|Regional Hospital|General|General Hospital|Community Hospital|University Hospital|Univ|University Medical Center|Health|Health System|Healthcare
  Children's|Children's Hospital|Women's Hospital|Heart|Heart Hospital|Heart Institute|Cancer Center|Cancer Institute|Baptist|Baptist Hospital|Methodist|Presbyterian|Adventist|Veterans Hospital|VA|VAMC|VA Medical Center|Hosp|Infirmary|Health Center
  Rehab|Rehabilitation Hospital|Rehabilitation|Specialty Hospital|Surgical Hospital|Medical Campus|Psychiatric Center|State Hospital|County Hospital|District Hospital|Eye & Ear|Burn Center|Trauma Center|Clinic|ER|ED|West|East|North|Main|Campus`,
)

export const CLINIC_ENDS = phrases(
  `Clinic|Family Medicine|Family Practice|Primary Care|Internal Medicine|Pediatrics|Peds|Cardiology|Dermatology|Derm|Orthopedics|Ortho|Oncology|Hematology|Neurology|Nephrology|Urology|Surgical Associates|Surgery|Surgery Center|Endoscopy|GI|Gastroenterology
  Pulmonary|Rheumatology|Allergy|Allergy & Asthma|OB/GYN|OBGYN|Women's Health|Midwives|Birth Center|Fertility|Eye Care|Eye Associates|Vision|Retina|Optometry|ENT|Hearing|Audiology|Podiatry|Foot & Ankle|Dental|Dentistry|Orthodontics|Oral Surgery|Urgent Care
  Walk-In|Express Care|Physical Therapy|PT|Hand Therapy|Sports Medicine|Spine|Pain|Pain Clinic|Wound Care|Sleep Center|Sleep Lab|Imaging|Radiology|MRI|Diagnostics|Lab|Labs|Laboratory|Pathology|Dialysis|Kidney Center|Infusion|Behavioral Health
  Counseling|Psychiatry|Recovery|Recovery Center|Detox|Treatment Center|Methadone|Wellness|Wellness Center|Health Center|Community Health|Medical Group|Medical Associates|Physicians|Partners|Specialists|Associates|Group|Practice|Surgery Ctr|Speech & Language|Therapy`,
)

export const HOME_ENDS = phrases(
  `Nursing Home|Nursing & Rehab|Nursing Center|Care Center|Care Home|Rehab & Nursing|Health & Rehab|Assisted Living|Memory Care|Manor|Senior Living|Retirement Village|Retirement Community|Living Center|Hospice|Hospice House|Home Health|Home Care|Homecare
  VNA|Visiting Nurses|Adult Day|Adult Day Center|Group Home|Residence|House|Villa|Place|Terrace|Gardens|Lodge|Court|Commons|Village|Estates|Convalescent|SNF|LTAC|Board & Care|Adult Family Home|Shelter|Rescue Mission|Sober Living|Funeral Home|Mortuary|Rest|Home`,
)

export const PHARMACY_ENDS = phrases(
  `Pharmacy|Drug|Drugs|Drug Store|Apothecary|Rx|Compounding|Compounding Pharmacy|Specialty Pharmacy|Discount Drug|Mail Order Pharmacy|Family Pharmacy|Pharmacy #4|Pharmacy No. 12|Drug #2|Medical Supply|DME|Prosthetics|Orthotics|Oxygen|Ambulance|EMS|Fire Rescue|Blood Center|Tissue Bank|Eye Bank`,
)

export const ORG_ENDS = phrases(
  `Elementary|Elementary School|Middle School|High School|High|Academy|Montessori|Preschool|Daycare|Day Care|Head Start|College|Community College|University|State University|Tech|School of Nursing|Charter School|School District|Unified School District|ISD
  Church|Baptist Church|Lutheran|Lutheran Church|Methodist Church|AME|AME Church|Church of God|Chapel|Tabernacle|Temple|Mosque|Synagogue|Parish|Ministries|Fellowship|Assembly of God|Cathedral|Congregation|Islamic Center|Monastery|Convent
  Inc|Inc.|LLC|Corp|Corporation|Co.|Company|& Co.|& Sons|& Daughters|Bros|Brothers|Enterprises|Holdings|Group|Partners|Associates|Industries|Manufacturing|Mfg|Logistics|Freight|Trucking|Transport|Transit|Moving & Storage|Warehouse|Distribution|Airlines|Aviation|Railroad|Shipping|Shipyard|Marine
  Foods|Farms|Dairy|Meats|Packing|Poultry|Produce|Growers|Vineyards|Winery|Brewery|Brewing|Bakery|Cafe|Coffee|Diner|Grill|Pizza|Tacos|Catering|Market|Grocery|Supermarket|Deli|Bar & Grill|Tavern|Inn|Hotel|Motel|Resort|Casino|Lanes|Theater|Cinema|Fitness|Gym|Yoga|Dance Studio
  Lumber|Timber|Sawmill|Paper|Steel|Foundry|Tool & Die|Machine|Welding|Plastics|Glass|Rubber|Chemical|Mining|Coal|Quarry|Oil|Gas|Energy|Solar|Electric|Plumbing|Heating & Air|HVAC|Roofing|Drywall|Paint|Painting|Masonry|Concrete|Paving|Excavating|Construction|Builders|Homes|Landscaping|Nursery|Tree Service
  Auto|Auto Body|Auto Repair|Motors|Ford|Toyota|Tire|Towing|Salvage|Hardware|Furniture|Flooring|Upholstery|Textiles|Mills|Apparel|Shoes|Jewelers|Florist|Books|Printing|Press|Gazette|Ledger|Times|Radio|Media|Studios|Software|Systems|Labs|Robotics|Security|Cleaning|Laundry|Linen|Salon|Barbershop|Nails|Spa
  Bank|Credit Union|Savings|Insurance|Mortgage|Realty|Properties|Law|Law Firm|LLP|Accounting|Staffing|Consulting|Police Department|PD|Sheriff's Office|Fire Department|FD|Public Library|Public Works|Water District|Post Office|Housing Authority|Correctional|County Jail|Parks & Rec|YMCA|YWCA|Boys & Girls Club
  Rotary|Lions Club|Elks|Moose Lodge|VFW|American Legion|Kiwanis|Scouts|Little League|Soccer Club|Rowing Club|Riding Club|Garden Club|Book Club|Choir|Orchestra|Band Boosters|Senior Center|Food Bank|Food Pantry|Cooperative|Co-op|Union|Local 88|Stables|Kennels|Ranch|Orchards|Fishery|Seafood|Bait & Tackle|Gun Club|Archery`,
)

export const ORG_VERBS = phrases(
  `Stitch|Curl|Hammer|Paws|Needle|Thread|Bean|Leaf|Wheel|Spoke|Sugar|Salt|Smoke|Barrel|Anvil|Bridal House of|House of|Sons of|Daughters of|Friends of|Children of|Knights of|Order of|Bank of|Port of|City of|Town of|Temple of|Church of|Brides by|Cakes by|Gifts by|Bikes of`,
)

export const STREET_ENDS = phrases(
  `Street|St|St.|Avenue|Ave|Ave.|Road|Rd|Rd.|Drive|Dr|Dr.|Lane|Ln|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Terrace|Ter|Circle|Cir|Trail|Trl|Loop|Run|Path|Row|Walk|Pike|Parkway|Pkwy|Highway|Hwy|Alley|Square|Crossing|Bend|Ridge|Hollow|Hill|View|Point|Cove|Landing|Crescent|Close|Mews|Grove|Commons|Turnpike|Extension|Heights|Pass|Spur|Bluff|Vista`,
)
