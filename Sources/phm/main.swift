print("phm")
